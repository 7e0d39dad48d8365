// Package certlogic evaluates CertLogic 1.3.3, the language in which European states publish the business rules for certificates, and
// applies a set of such rules to a certificate at an instant.
//
// The words: an expression is parsed once and may be evaluated often; a rule is an expression with a country, a kind of
// certificate and a time in which it holds; acceptance rules are those of who lets in, invalidation rules those of who issued.
//
// Rules:
//
//	CG-1  An expression that is not of the language is refused when it is read, not when it is met.
//	CG-2  Evaluation is bounded in steps and depth, whatever the expression and the data.
//	CG-3  A certificate passes only if every rule that applies says true; a rule that cannot be evaluated does not pass.
//	CG-4  Of a rule the newest version that is in force at the instant applies, and no other.
//
// It is not the rules of this jurisdiction's colours (package policy), and does not check who signed a certificate (package hcert).
package certlogic
