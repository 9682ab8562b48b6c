package check

var sectionRules = []*Rule{}
