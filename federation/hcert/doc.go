// Package hcert reads EU Digital COVID Certificates ("HC1:", eHealth Network HCERT 1.0.5, DCC schema 1.3): what they say, who signed
// it, whether that key may certify such a thing, and whether the certificate holds now.
//
// The words: a certificate certifies one thing, a vaccination, a test or a recovery (Kind); a signer is a document signing
// certificate (DSC) of a state; a list of signers is what an operator takes from a gateway and two people of the node publish.
//
// Rules:
//
//	HC-1  Nothing in a certificate counts before its signature holds under a listed signer of the country that it names; the header chooses no key and no algorithm.
//	HC-2  A signer certifies what its key usage says: one that names kinds, those alone.
//	HC-3  A certificate certifies exactly one thing, and is refused if anything in it is not of the form.
//
// Reading is pure, bounded, and safe for any bytes. It does not say what a certificate counts for: that is the matrix of
// recognition (package federation) and the business rules (package certlogic).
package hcert
