package federation

import (
	"time"

	"kangma/internal/fault"
)

// Operation is something that one node asks of another.
type Operation string

// The seven operations that GB/T 38963-2020 names, and those by which links and requests to the province live.
const (
	DeclareHealth Operation = "health.declare"
	DeclareTrip   Operation = "trip.declare"
	QueryHealth   Operation = "health.query"
	CallCode      Operation = "code.call"
	MakeCode      Operation = "code.make"
	VerifyCode    Operation = "code.verify"
	CorrectData   Operation = "data.correct"

	FindCodes   Operation = "link.find"
	EndLink     Operation = "link.end"
	PushColours Operation = "link.push"
	PullColours Operation = "link.pull"

	AskUpward    Operation = "case.ask"
	AnswerUpward Operation = "case.answer"
)

// Terms is all there is to know of an operation.
type Terms struct {
	Operation Operation
	Zh, En    string
	Standard  bool          // one of the seven
	Patience  time.Duration // that the caller has with the answer
	Consent   bool          // of the person whom it is about: without it nothing is answered
	Once      bool          // the answer is kept and given again under the same request id, and holds nobody's identity
}

// Operations is the whole table.
var Operations = []Terms{
	{DeclareHealth, "健康申报", "health declaration", true, 10 * time.Second, true, true},
	{DeclareTrip, "行程申报", "trip declaration", true, 10 * time.Second, true, true},
	{QueryHealth, "健康信息查询", "query of health information", true, 5 * time.Second, true, false},
	{CallCode, "用码请求", "request to call a code", true, 5 * time.Second, true, false},
	{MakeCode, "生码", "making a code", true, 10 * time.Second, true, false},
	{VerifyCode, "验码", "verifying a code", true, 5 * time.Second, false, false},
	{CorrectData, "纠错", "correction", true, 10 * time.Second, true, true},

	{FindCodes, "查找健康码", "find somebody's codes to link them", false, 5 * time.Second, true, false},
	{EndLink, "解除关联", "end a link", false, 10 * time.Second, false, false},
	{PushColours, "推送变化", "colours that changed", false, 10 * time.Second, false, false},
	{PullColours, "补取变化", "colours that changed since", false, 10 * time.Second, false, false},

	{AskUpward, "上报", "request to the province", false, 10 * time.Second, false, true},
	{AnswerUpward, "答复", "its answer", false, 10 * time.Second, false, true},
}

// Of is the row of an operation.
func Of(o Operation) (Terms, error) {
	for _, r := range Operations {
		if r.Operation == o {
			return r, nil
		}
	}
	return Terms{}, fault.New(fault.NotFound, "operation.unknown", "there is no such operation between nodes")
}
