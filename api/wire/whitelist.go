package wire

// FiledWhitelist is what became of a table of people: read = listed + refused + duplicate.
type FiledWhitelist struct {
	Case      *CaseRow       `json:"case,omitempty" doc:"the case that another person approves; absent if no row could be listed"`
	Again     bool           `json:"again,omitempty" doc:"this table had been filed before, for the same list and end: the case is the one of then, and nothing was listed now"`
	Read      int            `json:"read"`
	Listed    int            `json:"listed" doc:"at most 500: the rows of others are refused, for another list"`
	Refused   int            `json:"refused"`
	Duplicate int            `json:"duplicate" doc:"of people who stand in the table before, or whose table was filed before"`
	Rows      []WhitelistRow `json:"rows"`
	Errors    string         `json:"errors,omitempty" doc:"the refused rows as CSV with their reasons, to be corrected and filed as another list"`
}

// WhitelistRow is one row of it. It repeats no value: each names somebody.
type WhitelistRow struct {
	Row    int    `json:"row" doc:"as the spreadsheet numbers it"`
	Status string `json:"status" enum:"listed,refused,duplicate"`
	Key    string `json:"key,omitempty"`
	Field  string `json:"field,omitempty"`
	Detail string `json:"detail,omitempty"`
}
