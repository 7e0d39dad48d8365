package api_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/staff"
)

// HB-06, BY-17, WH-13: statistics over the API are of a region and of days; what is no day or no region is named.
func TestStatistics(t *testing.T) {
	h := open(t, free)
	h.holder("13800138000", zhang)
	officer := h.appointed("13900000003", staff.HealthDataOfficer, "420000")
	server := httptest.NewServer(h.api)
	defer server.Close()
	h.clock.Add(2 * time.Minute) // between two one-time codes
	c := h.client(server.URL, "13900000003", "staff")
	today := h.node.LastDays(1).Until.String()
	list, err := c.ApplicationStatistics(t.Context(), client.Counting{Region: "420000"})
	if err != nil || len(list.Items) != 1 || list.Items[0] != (wire.ApplicationCount{Day: today, OnTime: 1}) {
		t.Fatal(list, err)
	}
	for _, path := range []string{"codes", "cases", "applications"} {
		h.send("GET", "/v1/statistics/"+path+"?region=420000&from=2020-03-01&until=2020-03-25", officer, nil).into(nil)
		h.send("GET", "/v1/statistics/"+path+"?from=2020-02-30", officer, nil).refused(422, "field.invalid")
		h.send("GET", "/v1/statistics/"+path+"?from=2020-03-02&until=2020-03-01", officer, nil).refused(422, "field.invalid")
		h.send("GET", "/v1/statistics/"+path+"?region=429999", officer, nil).refused(422, "region.unknown")
	}
	if day, err := c.PassageStatistics(t.Context(), "420000", ""); err != nil || day.Day != today || len(day.Hours) != 0 {
		t.Fatal(day, err)
	}
}
