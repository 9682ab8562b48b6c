package check

var idRules = []*Rule{}

var anchorRules = []*Rule{}
