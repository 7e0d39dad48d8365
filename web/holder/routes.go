package holder

import "net/http"

// Mount adds all pages of the surface. Requests that change something must come from this site's own pages.
func (h *Pages) Mount(mux *http.ServeMux) {
	own := http.NewCrossOriginProtection()
	on := func(pattern string, page http.HandlerFunc) { mux.Handle(pattern, own.Handler(page)) }

	on("GET /{$}", h.home)
	on("GET /login", h.open(h.loginForm))
	on("POST /login", h.inTurn(h.open(h.sendCode)))
	on("POST /login/code", h.inTurn(h.open(h.login)))
	on("POST /logout", h.logout)

	on("GET /terms", h.open(h.terms))
	on("POST /terms", h.signedIn(h.acceptTerms))
	on("GET /identity", h.signedIn(h.identityForm))
	on("POST /identity", h.signedIn(h.verify))
	on("GET /identity/provider", h.signedIn(h.toProvider))
	on("GET /identity/back", h.signedIn(h.fromProvider))

	on("GET /apply", h.signedIn(h.applyForm))
	on("POST /apply", h.inTurn(h.signedIn(h.apply)))
	on("GET /declare", h.signedIn(h.declareForm))
	on("POST /declare", h.signedIn(h.declare))
	on("GET /declarations", h.signedIn(h.declarations))
	on("GET /regions", h.open(h.regions))

	on("GET /code", h.inTurn(h.signedIn(h.code)))
	on("POST /code", h.inTurn(h.signedIn(h.renew)))
	on("POST /code/moving", h.signedIn(h.moving))
	on("GET /code-worker.js", h.worker)
	on("GET /why", h.signedIn(h.why))
	on("GET /overview", h.signedIn(h.overview))

	on("GET /visit", h.open(h.visitForm))
	on("POST /visit", h.signedIn(h.visit))
	on("GET /visits", h.signedIn(h.visits))

	on("GET /risk", h.open(h.risk))

	on("GET /genuine", h.open(h.genuineForm))
	on("POST /genuine", h.open(h.genuine))

	on("GET /paper", h.signedIn(h.paper))
	on("POST /paper", h.signedIn(h.issuePaper))
	on("POST /paper/lost", h.signedIn(h.losePaper))
	on("GET /paper/pdf", h.signedIn(h.printPaper))

	on("GET /links", h.signedIn(h.linksForm))
	on("POST /links", h.inTurn(h.signedIn(h.link)))
	on("POST /links/change", h.signedIn(h.changeLink))

	on("GET /selfcheck", h.signedIn(h.selfcheckForm))
	on("POST /selfcheck", h.signedIn(h.selfcheck))
	on("POST /selfcheck/face", h.signedIn(h.lookAtFace))
	on("GET /selfcheck/provider", h.signedIn(h.toFaceProvider))

	on("GET /itinerary", h.signedIn(h.itinerary))
	on("POST /itinerary/code", h.signedIn(h.askItinerary))
	on("POST /itinerary/query", h.signedIn(h.queryItinerary))
	on("POST /itinerary/follow", h.signedIn(h.followItinerary))

	on("GET /journeys", h.signedIn(h.journeys))
	on("POST /journeys", h.signedIn(h.changeJourney))
	on("GET /journeys/add", h.signedIn(h.stayForm))
	on("POST /journeys/add", h.signedIn(h.addStay))

	on("GET /cases", h.signedIn(h.cases))
	on("GET /cases/new", h.signedIn(h.newCase))
	on("POST /cases/new", h.signedIn(h.openCase))
	on("GET /cases/{case}", h.signedIn(h.caseOf))
	on("POST /cases/{case}", h.signedIn(h.moveCase))
	on("GET /cases/{case}/certificate", h.signedIn(h.certificate))
	on("POST /cases/{case}/files", h.attach)
	on("GET /cases/{case}/files/{file}", h.signedIn(h.file))

	on("GET /mydata", h.signedIn(h.myData))
	on("GET /mydata/file", h.signedIn(h.copyData))
	on("POST /mydata/forget", h.signedIn(h.forget))

	on("GET /notices", h.signedIn(h.notices))
	on("POST /notices", h.signedIn(h.readNotices))

	on("GET /people", h.signedIn(h.people))
	on("GET /people/release", h.signedIn(h.askRelease))
	on("POST /people/release", h.signedIn(h.release))

	on("/", h.missing)
}
