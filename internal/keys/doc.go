// Package keys holds the secrets of a node: the root secret that its operator
// keeps, the keys derived from it, and the signing keys that are stored sealed
// under it (architecture.md section 4).
//
//	root secret        a file, the environment, or what else is a RootSource
//	├─ identity-kek    wraps the data keys of persons and days (person.Keyring)
//	├─ blind-index     finds people without storing what they are found by
//	├─ handle          hides persons in tokens (pass.Handles)
//	├─ session-mac     bearer tokens
//	└─ sealing         seals the private signing keys: tokens, status lists, trust lists, checkpoints
//
// Rules:
//
//	KE-1  A root secret that others can read, or that is too short, is refused.
//	KE-2  No secret is ever printed, logged or written to JSON: the types show what they are, not what they hold.
//	KE-3  A private key is stored sealed only, bound to its public key, use and time; what has been altered does not open.
//	KE-4  What a key signs must end before the key does; a successor is published before it signs.
//
// Only files and the environment are implemented as sources. A key store (PKCS#11, a cloud's KMS) is a RootSource that has the store
// unwrap the root secret when the node starts; none is here.
//
// It is not where keys of persons and days are: those are wrapped by package
// person and destroyed with the rows that hold them.
package keys
