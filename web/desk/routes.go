package desk

import (
	"net/http"

	"kangma/review/attachment"
)

// Mount adds all pages of the surface. Requests that change something must come from this site's own pages.
func (h *Pages) Mount(mux *http.ServeMux) {
	own := http.NewCrossOriginProtection()
	on := func(pattern string, page http.HandlerFunc) { mux.Handle(pattern, own.Handler(page)) }

	// Login.
	on("GET /desk/login", h.open(h.loginForm))
	on("POST /desk/login/code", h.open(h.sendCode))
	on("POST /desk/login", h.open(h.login))
	on("GET /desk/login/oidc", h.open(h.toProvider))
	on("GET /desk/login/oidc/back", h.open(h.fromProvider))
	on("POST /desk/login/passkey", h.answering(h.beginPasskeyLogin))
	on("POST /desk/login/passkey/finish", h.answering(h.finishPasskeyLogin))
	on("GET /desk/login/enrol", h.open(h.enrolForm))
	on("POST /desk/login/enrol", h.answering(h.beginEnrolment))
	on("POST /desk/login/enrol/finish", h.answering(h.finishEnrolment))
	on("POST /desk/logout", h.logout)

	// What waits.
	on("GET /desk", h.signedIn(h.home))
	on("GET /desk/notices", h.signedIn(h.notices))
	on("POST /desk/notices", h.signedIn(h.readNotices))

	// Cases and people.
	on("GET /desk/search", h.signedIn(h.searchForm))
	on("POST /desk/search", h.signedIn(h.search))
	on("GET /desk/people/{look}", h.signedIn(h.personOf))
	on("POST /desk/people/{look}/reveal", h.signedIn(h.reveal))
	on("POST /desk/people/{look}/cases", h.signedIn(h.openCase))
	on("POST /desk/people/{look}/papers", h.signedIn(h.managePapers))
	on("GET /desk/people/{look}/papers/{id}", h.signedIn(h.printPaper))
	on("POST /desk/people/{look}/calls", h.signedIn(h.announceCall))
	on("GET /desk/onsite", h.signedIn(h.onSiteForm))
	on("POST /desk/onsite", h.signedIn(h.enterOnSite))
	on("GET /desk/calls", h.signedIn(h.calls))
	on("GET /desk/cases", h.signedIn(h.cases))
	on("POST /desk/cases/moves", h.signedIn(h.moveCases))
	on("GET /desk/cases/{case}", h.signedIn(h.caseOf))
	on("POST /desk/cases/{case}", h.signedIn(h.moveCase))
	on("POST /desk/cases/{case}/notes", h.signedIn(h.noteCase))
	on("POST /desk/cases/{case}/take", h.signedIn(h.takeCase))
	on("POST /desk/cases/{case}/give", h.signedIn(h.giveCase))
	on("GET /desk/cases/{case}/certificate", h.signedIn(h.printCertificate))
	on("POST /desk/cases/{case}/files", h.uploading(attachment.MaxSize+bodyLimit, h.attach))
	on("GET /desk/cases/{case}/files/{file}", h.signedIn(h.file))
	on("GET /desk/whitelist", h.signedIn(h.whitelistForm))
	on("POST /desk/whitelist", h.uploading(mostWhitelistForm, h.fileWhitelist))
	on("GET /desk/certificates", h.signedIn(h.certificateForm))
	on("POST /desk/certificates", h.signedIn(h.checkCertificate))
	on("GET /desk/certificates/{id}", h.signedIn(h.certificate))

	// Gates.
	on("GET /desk/passages", h.signedIn(h.passages))
	on("GET /desk/passages/{id}", h.signedIn(h.passageForm))
	on("POST /desk/passages/{id}", h.signedIn(h.whoPassed))

	// Places.
	on("GET /desk/places", h.signedIn(h.places))
	on("POST /desk/places", h.signedIn(h.addPlace))
	on("GET /desk/places/posters", h.signedIn(h.posters))
	on("GET /desk/places/{place}", h.signedIn(h.place))
	on("POST /desk/places/{place}", h.signedIn(h.managePlace))
	on("GET /desk/places/{place}/inspect", h.signedIn(h.inspectForm))
	on("POST /desk/places/{place}/inspect", h.signedIn(h.inspect))
	on("GET /desk/inspections", h.signedIn(h.inspections))
	on("POST /desk/inspections", h.signedIn(h.manageInspections))
	on("GET /desk/coverage", h.signedIn(h.coverage))
	on("GET /desk/coverage.csv", h.signedIn(h.coverageTable))

	// Staff.
	on("GET /desk/staff", h.signedIn(h.staff))
	on("POST /desk/staff", h.signedIn(h.appoint))
	on("GET /desk/staff/{account}", h.signedIn(h.memberOf))
	on("POST /desk/staff/{account}", h.signedIn(h.manageMember))

	// Rules.
	on("GET /desk/rules", h.signedIn(h.rules))
	on("POST /desk/rules", h.signedIn(h.proposeRules))
	on("POST /desk/rules/packs", h.uploading(mostPackForm, h.uploadPack))
	on("POST /desk/rules/trials", h.signedIn(h.startTrial))
	on("GET /desk/rules/trials/{id}", h.signedIn(h.trial))
	on("GET /desk/rules/packs/{digest}", h.signedIn(h.rulebook))
	on("GET /desk/rules/shadows", h.signedIn(h.shadows))
	on("POST /desk/rules/shadows", h.signedIn(h.startShadow))
	on("POST /desk/rules/shadows/{id}/stop", h.signedIn(h.stopShadow))
	on("POST /desk/rules/{id}", h.signedIn(h.decideRules))
	on("GET /desk/modes", h.signedIn(h.modes))
	on("POST /desk/modes", h.signedIn(h.proposeMode))
	on("GET /desk/risk", h.signedIn(h.risk))
	on("POST /desk/risk", h.uploading(mostRiskForm, h.importRisk))
	on("GET /desk/imports", h.signedIn(h.imports))
	on("POST /desk/imports", h.uploading(mostForm, h.receiveImport))
	on("GET /desk/imports/{id}", h.signedIn(h.importPage))
	on("POST /desk/imports/{id}/begin", h.signedIn(h.beginImport))
	on("POST /desk/imports/{id}/{step}", h.signedIn(h.steerImport))
	on("GET /desk/imports/{id}/errors", h.signedIn(h.importErrors))

	// Oversight.
	on("GET /desk/alarms", h.signedIn(h.alarms))
	on("POST /desk/alarms/{id}/seen", h.signedIn(h.seeAlarm))
	on("GET /desk/audit", h.signedIn(h.audit))
	on("POST /desk/audit/growth", h.signedIn(h.checkGrowth))
	on("GET /desk/audit/checkpoint", h.signedIn(h.checkpoint))
	on("GET /desk/audit/{id}", h.signedIn(h.auditEntry))
	on("GET /desk/audit/{id}/proof", h.signedIn(h.entryProof))
	on("GET /desk/audit/{id}/bytes", h.signedIn(h.entryBytes))
	on("GET /desk/figures", h.signedIn(h.figures))
	on("GET /desk/figures/{table}", h.signedIn(h.figuresTable))

	// The end.
	on("GET /desk/destruction", h.signedIn(h.destruction))
	on("POST /desk/destruction", h.signedIn(h.proposeDestruction))
	on("POST /desk/destruction/{id}", h.signedIn(h.approveDestruction))
	on("GET /desk/destroyed", h.open(h.destroyed))

	on("/desk/", h.signedIn(h.missing))
}
