package watch

import (
	"errors"
	"syscall"
)

// remoteSystems has the file systems whose files may be changed where this
// system does not see it: on another machine, or by the program behind FUSE.
var remoteSystems = map[uint32]string{
	0x6969:     "NFS",
	0x517B:     "SMB",
	0xFF534D42: "CIFS",
	0xFE534D42: "SMB2",
	0x65735546: "FUSE",
	0x01021997: "9p",
	0x00C36400: "Ceph",
	0x5346414F: "AFS",
	0x786F4256: "vboxsf",
	0x0BD00BD0: "Lustre",
}

// Remote reports whether a folder lies on a file system that does not tell of
// all changes, and that file system's name. It is false for a folder that
// cannot be looked at, and on systems other than Linux.
func Remote(dir string) (name string, remote bool) {
	var stat syscall.Statfs_t
	err := syscall.Statfs(dir, &stat)
	for errors.Is(err, syscall.EINTR) { // a slow server lets signals interrupt it
		err = syscall.Statfs(dir, &stat)
	}
	if err != nil {
		return "", false
	}
	return remoteSystem(int64(stat.Type))
}

// remoteSystem is Remote for the type that statfs returned. Where that is a
// signed number of 32 bits, a large one comes out negative.
func remoteSystem(kind int64) (name string, remote bool) {
	name, remote = remoteSystems[uint32(kind)]
	return name, remote
}
