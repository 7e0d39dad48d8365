package wire

// Page is one page of a list.
type Page[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"cursor of the next page; absent at the end"`
}

// Text is a sentence or a name in both languages.
type Text struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}
