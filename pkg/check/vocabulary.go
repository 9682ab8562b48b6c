package check

import "strings"

// vocabulary are the terms that the rules about language and meaning look for.
// They are English.
var vocabulary = [uses][]string{
	blame: {
		"human error", "human errors", "human mistake", "human failure", "human oversight", "operator error", "operator errors", "operator mistake",
		"engineer error", "developer error", "careless", "carelessly", "carelessness", "negligence", "negligent", "negligently", "forgot to", "forgot that",
		"forgotten to", "sloppy", "sloppiness", "incompetent", "incompetence", "inattention", "inattentive", "lack of attention", "paying attention",
		"reckless", "clumsy", "fat finger", "fat fingered", "stupid mistake", "his mistake", "her mistake",
		"should have known", "should have known better",
		"engineer failed to", "developer failed to", "operator failed to", "technician failed to", "administrator failed to",
		"failed to follow the procedure", "failed to follow procedure", "failed to follow the process", "failed to follow process",
	},
	counterfactual: {
		"should have", "should've", "shouldn't have", "should not have", "if only we", "if only they", "if only someone", "if only somebody",
		"would have prevented", "would've prevented", "would have avoided", "would have caught", "would have been prevented", "would have been avoided",
		"would have been caught", "could have prevented", "could have avoided", "could have caught", "could have detected", "could have noticed",
		"could have been prevented", "could have been avoided", "could have been caught", "could have been detected", "could have been mitigated",
		"could have been noticed", "could have been faster", "could have been quicker", "could have been resolved",
	},
	absolute: {
		"never again", "never happen again", "never happens again", "never occur again", "never be repeated", "not happen again", "cannot happen again",
		"can't happen again", "won't happen again", "impossible to happen again",
		"100 safe", "100 secure", "100 sure", "100 certain", "100 reliable", "100 guaranteed", "completely safe", "completely secure", "absolutely safe",
		"foolproof", "fool proof", "bulletproof", "bullet proof",
	},
	profanity: {
		"shit", "shits", "shitty", "shitshow", "bullshit", "fuck", "fucks", "fucked", "fucking", "fuckup", "clusterfuck", "wtf", "damn", "damned",
		"goddamn", "crap", "crappy", "bastard", "bastards", "bitch", "asshole", "arsehole", "pissed", "dumbass", "idiot", "idiots", "idiotic", "moron",
	},
	inclusive: {
		"blacklist → blocklist", "blacklists → blocklists", "blacklisted → blocked", "blacklisting → blocking",
		"whitelist → allowlist", "whitelists → allowlists", "whitelisted → allowed", "whitelisting → allowing",
		"master slave → primary-replica", "master and slave → primary and replica", "slave → replica", "slaves → replicas",
		"sanity check → check", "sanity checks → checks", "sanity checked → checked", "sanity checking → checking", "sanity test → quick test",
		"sanity tests → quick tests", "grandfathered → exempted", "man hour → person-hour", "man hours → person-hours", "man day → person-day",
		"man days → person-days", "manpower → staff",
	},
	denial: strings.Fields("not no never nor without isn't wasn't aren't weren't cannot can't rather instead beyond than avoid"),
	audience: strings.Fields(`customer customers user users client clients partner partners tenant tenants subscriber subscribers merchant
		merchants visitor visitors organisation organisations organization organizations people person player players student
		students farmer farmers developer developers contributor contributors maintainer maintainers employee employees staff member members
		everyone everybody anyone anybody nobody team teams colleagues operators`),
	vague: {
		"some", "some of", "several", "several of", "many", "many of", "a few", "a number of", "a small number of", "a large number of", "a subset of",
		"a small subset of", "a portion of", "a fraction of", "a minority of", "multiple",
		"various", "certain", "numerous", "a handful of", "a small percentage of", "a small group of", "subset of",
	},
	numeral: {
		"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty", "forty", "fifty", "hundred",
		"hundreds", "thousand", "thousands", "million", "millions", "dozen", "dozens", "percent", "per cent", "half", "a third", "one third", "two thirds",
		"a quarter", "three quarters", "most", "majority",
	},
	outside: {
		"our vendor", "our vendors", "our provider", "our providers", "our supplier", "third party", "3rd party", "upstream provider", "hosting provider",
		"cloud provider", "network provider", "internet provider", "service provider", "payment provider", "dns provider", "our upstream", "the vendor",
		"our host", "our registrar", "our isp", "our data center", "our datacenter",
	},
	apology: {
		"apologise", "apologize", "apologies", "apology", "sorry", "thank you", "thank", "thanks", "your patience", "inconvenience", "your understanding",
		"understand the impact", "understand how", "understand that this", "understand the importance", "is committed to", "are committed to",
		"committed to continuously", "our commitment", "continuously improve", "continuously improving", "continually improve", "continually improving",
		"take this seriously", "very seriously", "strive to", "value your", "deeply regret", "regret the", "trust you place", "rely on us", "rely on our",
		"our top priority", "our highest priority", "do better",
	},
	relative: {
		"yesterday", "tomorrow", "last night", "this morning", "this afternoon", "this evening", "earlier today", "later today", "last week", "next week",
	},
}

// What the rules about meaning ask of a section, word by word.
var (
	// what an incident hurts
	systems = wordSet(`service services site website websites api apis app apps application applications platform platforms portal dashboard product
		products checkout login payment payments order orders request requests cluster clusters server servers system systems region
		regions network database databases search mail email emails node nodes job jobs build builds repository repositories hub page
		pages queue traffic transaction transactions device devices datacenter wallet wallets deployment deployments domain domains
		data instance instances`)
	// how many it hurts, without a number
	everybody = wordSet(`all every everyone everybody each any anyone anybody no none nobody entire entirely whole completely complete fully total only
		both`)
	// symptoms
	failing = wordSet(`failed fails failure failures failing down unavailable unreachable inaccessible outage crashed crash crashes unresponsive
		stopped offline error errors slow slowdown degraded interrupted broke broken timed`)
	// what makes a cause of a symptom
	causal = wordSet(`because due caused causing causes cause after when while since as trigger triggered triggering led leading result resulted
		resulting reason owing thanks hence therefore thus so if which why that change changes changed changing update updates updated
		upgrade upgraded release released deploy deployed deployment rollout migration migrated bug bugs defect defects misconfigured
		misconfiguration configuration configured expired expiry exhausted full limit limits leak leaked overload overloaded missing
		wrong incorrect incorrectly removed deleted added introduced unable spike traffic power hardware memory disk version
		incompatible race deadlock loop lock locked permission permissions policy rule certificate dns cable fibre attack query
		queries index unknown investigating investigation determined identified unexpected`)
	// what is ours about a cause outside
	inside = wordSet(`we we're we've rely relied relies reliance dependence dependency redundant redundancy failover fallback retry retries timeout
		timeouts backup configured misconfigured configuration bug unhandled us own side code single`)
)
