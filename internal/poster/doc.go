// Package poster makes the PDF that a public place puts up: the place's code,
// what to do with it step by step, and how to see that the poster is genuine
// (MS-01, SC-03). One page a place, A4 or A3.
//
// It knows no place and signs nothing: it is told what to print.
package poster
