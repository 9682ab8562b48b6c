package check

var configRules = []*Rule{}

var templateRules = []*Rule{}

var internalRules = []*Rule{}
