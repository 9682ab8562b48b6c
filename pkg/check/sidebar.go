package check

var sidebarRules = []*Rule{}

var categoryRules = []*Rule{}
