.PHONY: build test check

build:
	CGO_ENABLED=0 go build -trimpath -o kangma ./cmd/kangma

# Everything: installs what the tests need, starts a private PostgreSQL, runs them all.
test:
	scripts/test

# What can be said without running anything.
check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
