// Package webtest is what the tests of pages share: whether a page is well
// formed and has all its words, a Chromium to open it in, and a place for the
// pictures of it. It is for tests only and is in no binary.
package webtest
