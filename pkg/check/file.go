package check

var fileRules = []*Rule{}
