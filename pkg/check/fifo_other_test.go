//go:build !unix

package check_test

import "errors"

func makeFIFO(string) error { return errors.New("this system has no named pipes") }
