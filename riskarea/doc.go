// Package riskarea reads the national lists of high, middle and low risk areas (WZ-09, HB-03): published text becomes
// regions (Parse, Resolve), each list is a dated version (List), the step from one to the next is shown (Diff), and a
// row of versions becomes intervals that a policy can ask (Intervals).
//
// The lists name a province, a city, a county or zone, and then in free words anything from a whole county to one
// staircase. An entry is recorded at the deepest division that its words name and the table knows, and says whether it
// covers all of it (Entry.Whole): a stay elsewhere in the county of a risky staircase is no stay in a risk area.
//
// Rule RA-1: a place that does not resolve is listed with the reason, never guessed and never dropped.
// Rule RA-2: a list whose own counts do not fit its contents is refused.
//
// Not here: who is affected (evidence, policy), and where a list is kept (store).
package riskarea
