package tour

// Phones of the staff of each node, as package demo appoints them.
const (
	headquarters  = "13700000000"
	administrator = "13700000001"
	collector     = "13700000002"
	dataOfficer   = "13700000003"
	countyReview  = "13700000004"
	cityReview    = "13700000005"
	gridWorker    = "13700000006"
	investigator  = "13700000007"
	policyOfficer = "13700000008"
	auditor       = "13700000009"
	farCollector  = "13700000011"
)
