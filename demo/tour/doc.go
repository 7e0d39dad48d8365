// Package tour tells what the system does, as stories in a country in small: who did what at which node, and what came of it.
// Each step is done through the API as anybody would do it, and checked; a story that goes otherwise than it is told ends there and fails.
//
// It is for people who want to see the system at work, and no measure of it: what must hold is held by tests.
package tour
