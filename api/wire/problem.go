package wire

// Problem is a refusal: RFC 9457 with members of ours. It never repeats a name, a number or a phone.
type Problem struct {
	Type    string `json:"type" doc:"urn:kangma:fault: and the code"`
	Title   string `json:"title" doc:"what kind of refusal it is"`
	TitleZh string `json:"title_zh" doc:"the same in Chinese"`
	Status  int    `json:"status"`
	Detail  string `json:"detail" doc:"what is wrong, in English"`
	Code    string `json:"code" doc:"the kind of refusal" enum:"invalid,not_found,conflict,unauthenticated,forbidden,too_many,busy,unavailable,too_large,internal"`
	Key     string `json:"key" doc:"stable key of this refusal, for translation, as declaration.once_a_day"`
	Field   string `json:"field,omitempty" doc:"path of the offending field"`
	Place   int    `json:"place,omitempty" doc:"in the queue, 1 being next: come again with the Queue-Ticket of the answer's header (NA-09)"`
}

// Error, GetStatus and ContentType make it an error that the server can answer.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is application/problem+json.
func (p *Problem) ContentType(string) string { return ProblemType }

// QueueTicket is the header that says a place in the queue of those who wait, in the answer and when one comes again.
const QueueTicket = "Queue-Ticket"

// ProblemType is the media type of problems.
const ProblemType = "application/problem+json"
