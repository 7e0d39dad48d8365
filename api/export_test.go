package api

import "time"

// Fill has as many expensive requests be under way as may be; leave ends one of them.
func Fill(a *API) (leave func()) {
	for range queueWidth * a.options.Limits.Working {
		leave = a.queue.Enter("", time.Now()).Leave
	}
	return leave
}
