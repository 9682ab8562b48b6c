package config

// The headings come from a survey of some 1,100 public incident reports. "What
// went wrong" is in no list although it is common: it means the cause in some
// houses and a lesson in others, which only the headings beside it tell.

// defaultSections returns the sections of an RCA, the required ones first.
func defaultSections() []Section {
	return []Section{
		{Name: "Impact summary", Required: true, Synonyms: impact, Fallback: summary},
		{Name: "RCA", Required: true, Synonyms: cause, Fallback: causeOfLast},
		{Name: "Next steps", Required: true, Synonyms: nextSteps},
		{Name: "Timeline", Synonyms: timeline},
		{Name: "Detection", Synonyms: detection},
		{Name: "Resolution", Synonyms: resolution},
		{Name: "Contributing factors", Synonyms: contributing},
		{Name: "Lessons learned", Synonyms: lessons},
		{Name: "What went well", Synonyms: wentWell},
		{Name: "What went badly", Synonyms: wentBadly},
		{Name: "Where we got lucky", Synonyms: lucky},
		{Name: "Background", Synonyms: background},
		{Name: "References", Synonyms: references},
	}
}

var impact = []string{
	"Impact", "Summary of impact", "Detailed description of impact", "Customer impact", "User impact", "Business impact",
	"End user impact", "Infrastructure impact", "Productivity impact", "Service impact", "Incident impact",
	"Cross-service impact", "Data impact", "Developer impact", "System impact", "Technical impact", "User experience impact",
	"Customer-facing impact", "User-facing impact", "Impact on customers", "Impact on users", "Impact on features",
	"Impact duration", "Total impact duration", "Peak impact period", "Impact assessment", "Impact analysis", "The impact",
	"Service(s) affected", "Services affected", "Affected services", "Affected users", "Affected customers",
	"Number of affected customers", "Number of affected users", "What was impacted", "What was affected", "Who was affected",
	"Scope", "Outage description",
	"影響", "影響範囲", "影響時間", "ユーザー影響", "影響を受けたサービス", "影響を受けたユーザー", "影響を受けたユーザー数", "機能への影響", "定量的影響",
	"影响", "影响范围",
}

// summary counts as the impact only where nothing else does: a summary often
// says whom the incident hurt, and as often only that there was one.
var summary = []string{
	"Summary", "Issue summary", "Incident summary", "Executive summary", "Overview", "Incident overview", "Incident details",
	"Problem", "Issue", "What happened", "Description", "Incident description",
	"サマリー", "概要", "问题", "现象",
}

var cause = []string{
	"Root cause", "Root causes", "Root cause analysis", "Preliminary root cause", "Preliminary root cause and mitigation",
	"Root cause and mitigation", "Root causes and trigger", "Root cause of the outage", "Root cause of the issue",
	"Root cause identification", "Root cause identification: the five whys", "Root cause identified", "Root causes identified",
	"Consolidated root causes", "Actual root cause", "Working theory", "Five whys", "The five whys", "5 whys",
	"Cause", "Causes", "Cause of the problem", "Cause of the incident", "What caused it", "What caused the incident",
	"What was the cause", "What was the problem", "What went wrong and why", "Why it happened", "Why did it happen",
	"Why did this happen", "Why this happened", "Why this happens", "Details of incident", "Details of vulnerability", "Details of exploit",
	"Analysis", "Preliminary analysis", "Technical details", "Technical analysis", "Diagnosis", "Fault", "Process breakdown(s)",
	"Process breakdown", "Process breakdowns", "Contributing conditions analysis",
	"根本原因", "根本原因分析", "根本原因（共通）", "直接原因", "原因", "根因", "原因分析",
}

var nextSteps = []string{
	"Next step", "Next steps and communication", "Next steps and action items", "Remedial actions plan and next steps",
	"Remedial action plan and next steps", "Remedial action(s) plan and next steps", "Action items", "Action item",
	"Action items and followups", "Action items and follow-ups", "Action plan", "Actions", "Resulting action", "Resulting actions",
	"Follow-up actions", "Follow-up", "Follow-ups", "Follow up", "Followups", "Follow-up improvements", "Future actions", "Future measures",
	"Immediate and future actions", "Recommended actions", "Recommendations", "Review actions", "MongoDB actions", "Corrective actions",
	"Corrective actions with owners", "Corrective and preventative measure", "Corrective and preventative measures",
	"Corrective and preventative measure(s)", "Corrective and preventive actions", "Corrective and preventive measures",
	"Preventive measures", "Preventative measures", "Preventive actions", "Prevention", "Prevention measures",
	"Prevention / Hardening", "Remediation", "Remediation actions", "Remediation and prevention", "Remediation items",
	"Process improvements", "Process/policy improvements", "Technical improvements", "Documentation improvements", "Long-term improvements",
	"Medium-term improvements", "Short-term improvements", "Future improvements", "Improvements",
	"What we are doing to prevent future incidents", "What we're doing to prevent future incidents", "What are we doing about this",
	"What we are doing about it", "What we're doing about it", "What we are doing next", "What we're doing next", "What happens next",
	"What's next", "How are we preventing it from happening again", "How will we prevent this from happening again",
	"How are we making incidents like this less likely or less impactful", "Moving forward", "Going forward", "Future work", "To do", "Todo",
	"アクションアイテム", "予防", "予防（prevent）", "再発防止策", "预防", "后续行动", "改进措施",
}

var timeline = []string{
	"Timeline of events", "Incident timeline", "Issue timeline", "Update timeline", "Event timeline", "Key events", "Chain of events",
	"Sequence of events", "Chronology", "Log of events",
	"タイムライン", "时间线",
}

var detection = []string{
	"Identified", "Discovery", "Discovery process", "Time to detect", "TTD", "How was it detected", "How did we detect it",
	"Detection and escalation",
	"検知", "検知方法", "検知（detect）", "发现",
}

var resolution = []string{
	"Mitigation", "Mitigation steps", "Mitigation steps taken", "Details of mitigation", "Resolution and recovery", "Resolution steps",
	"Resolution strategy", "Fix / Resolution", "Fix", "Details of fix", "Immediate fix", "Immediate fixes", "How was it resolved", "How did we fix it",
	"How did we respond", "Response", "Recovery", "Recovery process", "Workaround", "Solution", "Solution applied", "Solution implemented",
	"緩和", "緩和（mitigate）", "緩和策・復旧", "復旧", "修复",
}

// causeOfLast counts as the cause where a report has no section about it: many
// list the contributing factors instead.
var causeOfLast = append([]string{"Contributing factors"}, contributing...)

var contributing = []string{
	"Contributing factor", "Contributing conditions", "Trigger", "Triggers", "Leadup", "Lead-up", "Contributing causes",
	"寄与要因",
}

var lessons = []string{
	"Lessons learnt", "Lessons", "Lessons and thoughts", "Lessons learned and future improvements", "Conclusion", "Conclusions",
	"Takeaways", "Key takeaways", "What we learned", "What did we learn",
	"What weaknesses did we learn about and how can we address them", "Why were we surprised",
	"教訓", "技術的教訓", "技術的な教訓", "組織的教訓", "組織的な教訓", "经验教训",
}

var wentWell = []string{
	"Things that went well", "What went right", "うまくいったこと",
}

var wentBadly = []string{
	"What went poorly", "Things that went poorly", "What didn't go well", "What did not go well", "What didn't go so well",
	"What could have gone better", "うまくいかなかったこと", "改善が必要なこと",
}

var lucky = []string{
	"Where did we get lucky", "運が良かったこと",
}

var background = []string{
	"Context", "Environment", "Current system state / observed behavior", "背景",
}

var references = []string{
	"Supporting information", "Appendix", "Links", "Related issues", "Related documents", "Related files", "Resources",
	"Additional resources", "Further reading", "参考資料",
}
