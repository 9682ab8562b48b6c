package watch

import (
	"math"
	"path/filepath"
	"testing"
)

func TestRemoteSystems(t *testing.T) {
	cifs, smb2 := uint32(0xFF534D42), uint32(0xFE534D42)
	for _, test := range []struct {
		kind int64
		name string
	}{
		{0x6969, "NFS"}, {0x517B, "SMB"}, {0x65735546, "FUSE"}, {0x01021997, "9p"}, {0x00C36400, "Ceph"},
		{0x5346414F, "AFS"}, {0x786F4256, "vboxsf"}, {0x0BD00BD0, "Lustre"},
		{int64(cifs), "CIFS"}, {int64(int32(cifs)), "CIFS"}, // 64 bits, and 32 with a sign
		{int64(smb2), "SMB2"}, {int64(int32(smb2)), "SMB2"},
		{0xEF53, ""}, {0x01021994, ""}, {0x9123683E, ""}, {0, ""}, {-1, ""}, {math.MaxInt64, ""}, // ext4, tmpfs, btrfs
	} {
		if name, remote := remoteSystem(test.kind); name != test.name || remote != (test.name != "") {
			t.Errorf("remoteSystem(%#x) = %q, %t, want %q", test.kind, name, remote, test.name)
		}
	}
}

func TestRemote(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"/", dir, "."} {
		if system, remote := Remote(name); remote != (system != "") {
			t.Errorf("Remote(%q) = %q, %t", name, system, remote)
		}
	}
	for _, name := range []string{"/proc", "/proc/self", filepath.Join(dir, "missing"), ""} {
		if system, remote := Remote(name); remote || system != "" {
			t.Errorf("Remote(%q) = %q, %t", name, system, remote)
		}
	}
}
