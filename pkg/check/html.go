package check

var htmlRules = []*Rule{}

var mdxRules = []*Rule{}

var codeRules = []*Rule{}
