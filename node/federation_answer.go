package node

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"golang.org/x/time/rate"

	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/httpsig"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/store"
)

// limit bounds how often one partner asks.
type limit = rate.Limiter

// askedPerSecond by one partner, and so many at once: a province's phones in the morning, and no more.
const (
	askedPerSecond = 200
	askedAtOnce    = 1000
)

// Inbound is a call as it came in.
type Inbound struct {
	Method string
	URI    string // path and query
	Header http.Header
	Body   []byte
}

// Outbound is what is answered.
type Outbound struct {
	Status int
	Header http.Header
	Body   []byte
}

// asked is one call, believed, on its way to its operation.
type asked struct {
	federation.Request
	From federation.Member
	At   instant.Instant
}

// handlers answer calls, each in a transaction; what it gives is the body of the reply.
var handlers = map[federation.Operation]func(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error){
	federation.DeclareHealth: answerDeclare,
	federation.DeclareTrip:   answerTrip,
	federation.QueryHealth:   answerQuery,
	federation.CallCode:      answerCall,
	federation.MakeCode:      answerMake,
	federation.VerifyCode:    answerVerify,
	federation.CorrectData:   answerCorrect,

	federation.FindCodes:   answerFind,
	federation.EndLink:     answerEnd,
	federation.PushColours: answerPush,
	federation.PullColours: answerPull,

	federation.AskUpward:    answerAsk,
	federation.AnswerUpward: answerAnswer,
}

// Answer answers another node's call. Refusals are answers too, and signed.
func (n *Node) Answer(ctx context.Context, in Inbound) (Outbound, error) {
	m := &httpsig.Message{Method: in.Method, Target: n.Address + in.URI, Header: in.Header}
	reply, err := n.hear(ctx, m, in)
	if err != nil {
		if fault.CodeOf(err) == fault.Internal {
			slog.ErrorContext(ctx, "a call of another node failed", "operation", in.URI, "error", err)
		}
		reply = federation.Refuse(err)
	}
	body, err := json.Marshal(reply)
	if err != nil {
		return Outbound{}, err
	}
	out := Outbound{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: body}
	said := &httpsig.Message{Status: out.Status, Header: out.Header, Asked: m}
	covers := answerCovers
	if len(in.Header["Signature"]) == 0 { // who signs nothing gets an answer that is bound to nothing
		covers = covers[:3]
	}
	return out, n.signMessage(said, body, covers, "")
}

func (n *Node) hear(ctx context.Context, m *httpsig.Message, in Inbound) (reply federation.Reply, err error) {
	if n.Partners() == nil {
		return reply, fault.New(fault.Unavailable, "partner.none", "this node trusts no other now")
	}
	from, signed, err := n.believe(m, in.Body, askCovers, 0)
	if err != nil {
		return reply, err
	}
	if !n.partners.mayAsk(from.Region) {
		return reply, fault.New(fault.TooMany, "partner.too_many", "this node is asked too often; come again later")
	}
	if signed.Nonce == "" {
		return reply, fault.New(fault.Unauthenticated, "call.signature", "the signature has no nonce")
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		return tx.SpendNonce(ctx, from.Region, signed.Nonce, instant.Instant(signed.Expires*1e6).Add(2*callSkew))
	})
	if fault.CodeOf(err) == fault.Conflict {
		return reply, fault.New(fault.Conflict, "call.replayed", "this call was made before")
	}
	if err != nil {
		return reply, err
	}
	row, err := federation.Of(federation.Operation(strings.TrimPrefix(in.URI, callPath)))
	if err != nil {
		return reply, err
	}
	q := &asked{From: from, At: n.clock.Now()}
	if err := json.Unmarshal(in.Body, &q.Request); err != nil {
		return reply, fault.New(fault.Invalid, "request.malformed", "the request is no JSON object of a call")
	}
	if err := q.Check(row, q.At); err != nil {
		return reply, err
	}
	if _, _, err := n.Trust(ctx); err != nil { // made before the transaction that may need it
		return reply, err
	}
	return n.perform(ctx, row, q)
}

// perform runs the operation, at most once for a request id where its row says so.
func (n *Node) perform(ctx context.Context, row federation.Terms, q *asked) (reply federation.Reply, err error) {
	handle := handlers[row.Operation]
	if handle == nil {
		return reply, fault.New(fault.NotFound, "operation.unknown", "this node does not offer %s", row.Operation)
	}
	actor, sum := "node:"+q.From.Region.String(), sha256.Sum256(append([]byte(row.Operation+"\n"), q.Body...))
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		q.At = n.clock.Now()
		if row.Once {
			before, done, err := tx.Answered(ctx, actor, q.ID)
			if err != nil {
				return err
			}
			if done {
				return &Repeated{before.Request, before.Response}
			}
		}
		body, err := handle(ctx, n, tx, q)
		if err != nil {
			return err
		}
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		reply = federation.Reply{Code: federation.Done, Message: "done", Body: text, Ext: q.Ext}
		if !row.Once {
			return nil
		}
		return tx.InsertAnswer(ctx, store.Answer{Actor: actor, Key: q.ID, Request: sum[:], Response: text, At: q.At})
	})
	var before *Repeated
	if errors.As(err, &before) {
		if string(before.Request) != string(sum[:]) {
			return reply, fault.New(fault.Conflict, "idempotency.other_request", "this request id was used for another request")
		}
		return federation.Reply{Code: federation.Done, Message: "done before", Body: before.Answer, Ext: q.Ext}, nil
	}
	return reply, err
}

// mayAsk counts one question of a partner.
func (p *partners) mayAsk(r region.Code) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.asking == nil {
		p.asking = map[region.Code]*limit{}
	}
	if p.asking[r] == nil {
		p.asking[r] = rate.NewLimiter(askedPerSecond, askedAtOnce)
	}
	return p.asking[r].Allow()
}

// taken reads the body of a request.
func taken[T any](q *asked) (out T, err error) {
	if json.Unmarshal(q.Body, &out) != nil {
		return out, fault.New(fault.Invalid, "request.malformed", "the body is not that of this operation")
	}
	return out, nil
}
