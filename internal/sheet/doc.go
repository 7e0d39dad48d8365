// Package sheet reads and writes the tables that authorities exchange: CSV as
// spreadsheets of many countries write it, and XLSX.
//
// A Reader gives rows under named columns, with the row numbers that its sender
// sees in his spreadsheet, one row at a time: a CSV file of any size takes the
// same memory. What is wrong with one row is that row's fault and stops nothing
// else; what makes the whole file useless is an error of Open.
//
// A Writer makes the file of refused rows: the original cells and a reason. It
// opens in a spreadsheet without running anything, and is read again after
// correction as if it had never been there.
//
// The rules:
//
//	Rule SH-1: no row is lost and none is counted twice: every row that is not blank is given, whole or with its fault.
//	Rule SH-2: one damaged row costs no other row.
//	Rule SH-3: a file of refused rows, corrected in a spreadsheet and saved, is read as the rows that it was made of.
//
// It is not an import: it knows nothing of what the columns mean, which it
// leaves to whoever maps them.
package sheet
