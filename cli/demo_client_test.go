package cli_test

import (
	"testing"

	"kangma/api/client"
	"kangma/api/wire"
)

var showOwn = wire.ShowRequest{}

// loggedIn logs a holder in through the API.
func loggedIn(t *testing.T, url, phone string) *client.Client {
	t.Helper()
	c := client.New(url, nil)
	if err := c.RequestCode(t.Context(), phone); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Login(t.Context(), wire.Login{Phone: phone, Code: codeFor(t, url, phone), Door: wire.HolderDoor}); err != nil {
		t.Fatal(err)
	}
	return c
}
