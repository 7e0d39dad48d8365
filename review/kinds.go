package review

// Kinds is the whole table, one file a kind.
var Kinds = []Definition{
	conversion,
	correction,
	upwardRequest,
	refusal,
	overdue,
}
