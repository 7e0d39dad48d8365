package client_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
)

// CL-1: a problem document is the fault that the node meant.
func TestRefusals(t *testing.T) {
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusConflict)
		json.NewEncoder(w).Encode(wire.Problem{Status: 409, Code: "conflict", Key: "declaration.once_a_day", Field: "status", Detail: "tomorrow"})
	}))
	defer node.Close()
	err := client.New(node.URL, nil).Declare(t.Context(), wire.Declaration{})
	f, ok := fault.As(err)
	if !ok || f.Code != fault.Conflict || f.Key != "declaration.once_a_day" || f.Field != "status" || f.Detail != "tomorrow" {
		t.Errorf("%+v", err)
	}
	node.Close()
	if _, err := client.New(node.URL, nil).Login(t.Context(), wire.Login{}); fault.CodeOf(err) != fault.Unavailable {
		t.Error("nobody answers:", err)
	}
}

// CL-2: a busy node is asked again, under the same key; a refusal is not, nor is a login.
func TestTriesAgain(t *testing.T) {
	var asked atomic.Int32
	keys := map[string]bool{}
	status := []int{503, 429, 200}
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		keys[r.Header.Get("Idempotency-Key")] = true
		if s := status[min(int(n), len(status))-1]; s != 200 {
			w.WriteHeader(s)
			json.NewEncoder(w).Encode(wire.Problem{Status: s, Code: "busy"})
			return
		}
		w.Write([]byte("{}"))
	}))
	defer node.Close()
	c := client.New(node.URL, nil)
	if _, err := c.Scan(t.Context(), wire.Scan{ID: id.New(1)}); err != nil || asked.Load() != 3 || len(keys) != 1 {
		t.Errorf("asked %d times under %d keys, %v", asked.Load(), len(keys), err)
	}
	asked.Store(0)
	if _, err := c.Login(t.Context(), wire.Login{}); fault.CodeOf(err) != fault.Busy || asked.Load() != 1 {
		t.Errorf("a login was sent %d times, %v", asked.Load(), err)
	}
	asked.Store(0)
	status = []int{403}
	if _, err := c.Account(t.Context()); err == nil || asked.Load() != 1 {
		t.Errorf("a refusal was asked %d times, %v", asked.Load(), err)
	}
}
