// Package poster makes the PDFs that are printed: what a public place puts up (its
// code, what to do with it step by step, and how to see that the poster is
// genuine; MS-01, SC-03; one page a place, A4 or A3), the code on paper of
// somebody without a phone (BY-09, NA-12; A4, with a card to cut out), and
// certificates with a code by which they are checked (HB-12, WZ-15; A4).
//
// It knows no place and no person and signs nothing: it is told what to print.
package poster
