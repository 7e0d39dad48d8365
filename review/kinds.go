package review

// Kinds is the whole table, one file a kind.
var Kinds = []Definition{
	conversion,
	correction,
	upwardRequest,
	refusal,
	overdue,
	check,
	arrival,
	temporaryPass,
	whitelist,
	isolationCertificate,
	hospitalCertificate,
	modeSwitch,
	massList,
}
