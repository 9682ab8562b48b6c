package check

var headingRules = []*Rule{}

var listRules = []*Rule{}
