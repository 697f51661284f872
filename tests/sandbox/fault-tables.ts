/**
 * Every fault, at every call that it can be aimed at, at every network, over real sockets. A cell is what comes
 * instead of the answer: a status; `failed`, or the name of an error, said in the body of an answer that is otherwise
 * well; `late`; `cut`, no answer at all; `later`, an answer as ever to what shows in the end only. `–`: this network never says so of this call, and the fault waits for another. `×`: no network does,
 * and the fault is refused when it is asked for. Columns are named in the first line.
 */
export const tables = {
  twitter: `
                     publish upload refresh identity find  metrics comment status
server_error         503     503    503     503      503   503     503     503
rate_limited         429     429    429     429      429   429     429     429
refused_connection   refused refused refused refused refused refused refused refused
lost_response        cut     cut    cut     cut      cut   cut     cut     cut
lost_request         cut     cut    cut     cut      cut   cut     cut     cut
slow                 late    late   late    late     late  late    late    late
content_rejected     403     ×      ×       ×        ×     ×       403     ×
media_rejected       400     400    ×       ×        ×     ×       ×       400
duplicate            403     ×      ×       ×        ×     ×       403     ×
quota_exceeded       429     429    –       429      429   429     429     429
token_expired        401     401    400     401      401   401     401     401
token_revoked        401     401    400     401      401   401     401     401
processing_failed    –       failed ×       ×        ×     ×       ×       failed`,
  // Access tokens do not expire there: nothing is refreshed.
  mastodon: `
                     publish upload refresh identity find  metrics comment status
server_error         503     503    –       503      503   503     503     503
rate_limited         429     429    –       429      429   429     429     429
refused_connection   refused refused –      refused  refused refused refused refused
lost_response        cut     cut    –       cut      cut   cut     cut     cut
lost_request         cut     cut    –       cut      cut   cut     cut     cut
slow                 late    late   –       late     late  late    late    late
content_rejected     422     ×      ×       ×        ×     ×       422     ×
media_rejected       422     422    ×       ×        ×     ×       ×       –
duplicate            422     ×      ×       ×        ×     ×       422     ×
quota_exceeded       429     429    –       –        –     –       429     –
token_expired        401     401    –       401      401   401     401     401
token_revoked        401     401    –       401      401   401     401     401
processing_failed    –       422    ×       ×        ×     ×       ×       422`,
  // Lists and the video service's jobs are read without a token; only writing, signing in and uploading are counted.
  bluesky: `
                     publish upload refresh identity find  metrics comment status
server_error         500     500    500     500      500   500     500     500
rate_limited         429     429    429     429      429   429     429     429
refused_connection   refused refused refused refused refused refused refused refused
lost_response        cut     cut    cut     cut      cut   cut     cut     cut
lost_request         cut     cut    cut     cut      cut   cut     cut     cut
slow                 late    late   late    late     late  late    late    late
content_rejected     400     ×      ×       ×        ×     ×       400     ×
media_rejected       400     413    ×       ×        ×     ×       ×       –
duplicate            400     ×      ×       ×        ×     ×       400     ×
quota_exceeded       429     429    –       –        –     –       429     –
token_expired        400     400    400     400      –     400     400     –
token_revoked        400     400    400     400      –     400     400     –
processing_failed    –       –      ×       ×        ×     ×       ×       failed`,
  // Tokens do not expire and no file is processed later; a file that is put aside for a post is an upload.
  telegram: `
                     publish upload refresh identity find  metrics comment status
server_error         500     500    –       500      500   500     500     –
rate_limited         429     429    –       429      429   429     429     –
refused_connection   refused refused –      refused  refused refused refused –
lost_response        cut     cut    –       cut      cut   cut     cut     –
lost_request         cut     cut    –       cut      cut   cut     cut     –
slow                 late    late   –       late     late  late    late    –
content_rejected     400     ×      ×       ×        ×     ×       400     ×
media_rejected       –       400    ×       ×        ×     ×       ×       –
duplicate            –       ×      ×       ×        ×     ×       –       ×
quota_exceeded       429     429    –       –        429   –       429     –
token_expired        401     401    –       401      401   401     401     –
token_revoked        401     401    –       401      401   401     401     –
processing_failed    –       400    ×       ×        ×     ×       ×       –`,
  // The post is there although the answer was 504. What is wrong with a file is said of it and of posts that show it.
  linkedin: `
                     publish upload refresh identity find  metrics comment status
server_error         504     503    503     503      503   503     503     503
rate_limited         429     429    429     429      429   429     429     429
refused_connection   refused refused refused refused refused refused refused refused
lost_response        cut     cut    cut     cut      cut   cut     cut     cut
lost_request         cut     cut    cut     cut      cut   cut     cut     cut
slow                 late    late   late    late     late  late    late    late
content_rejected     400     ×      ×       ×        ×     ×       400     ×
media_rejected       –       413    ×       ×        ×     ×       ×       –
duplicate            422     ×      ×       ×        ×     ×       –       ×
quota_exceeded       429     429    429     429      429   429     429     429
token_expired        401     401    400     401      401   401     401     401
token_revoked        401     401    400     401      401   401     401     401
processing_failed    –       –      ×       ×        ×     ×       ×       failed`,
  // Nobody comments there, and what is uploaded is looked at when it is processed.
  pinterest: `
                     publish upload refresh identity find  metrics comment status
server_error         500     500    500     500      500   500     –       500
rate_limited         429     429    429     429      429   429     –       429
refused_connection   refused refused refused refused refused refused –     refused
lost_response        cut     cut    cut     cut      cut   cut     –       cut
lost_request         cut     cut    cut     cut      cut   cut     –       cut
slow                 late    late   late    late     late  late    –       late
content_rejected     400     ×      ×       ×        ×     ×       –       ×
media_rejected       400     –      ×       ×        ×     ×       ×       –
duplicate            429     ×      ×       ×        ×     ×       –       ×
quota_exceeded       429     429    –       429      429   429     –       429
token_expired        401     401    400     401      401   401     –       401
token_revoked        401     401    400     401      401   401     –       401
processing_failed    –       –      ×       ×        ×     ×       ×       failed`,
  // Everything is a container first: making one is an upload, what is wrong with its film is said of its status.
  threads: `
                     publish upload refresh identity find  metrics comment status
server_error         500     500    500     500      500   500     500     500
rate_limited         403     403    403     403      403   403     403     403
refused_connection   refused refused refused refused refused refused refused refused
lost_response        cut     cut    cut     cut      cut   cut     cut     cut
lost_request         cut     cut    cut     cut      cut   cut     cut     cut
slow                 late    late   late    late     late  late    late    late
content_rejected     400     ×      ×       ×        ×     ×       400     ×
media_rejected       –       400    ×       ×        ×     ×       ×       failed
duplicate            400     ×      ×       ×        ×     ×       400     ×
quota_exceeded       400     –      –       –        –     –       400     –
token_expired        401     401    401     401      401   401     401     401
token_revoked        401     401    401     401      401   401     401     401
processing_failed    –       –      ×       ×        ×     ×       ×       failed`,
  // Nobody comments there. What is wrong with a post is said of its status; uploading has no tokens (here it begins).
  tiktok: `
                     publish upload refresh identity find  metrics comment status
server_error         500     500    500     500      500   500     –       500
rate_limited         429     429    429     429      429   429     –       429
refused_connection   refused refused refused refused refused refused –     refused
lost_response        cut     cut    cut     cut      cut   cut     –       cut
lost_request         cut     cut    cut     cut      cut   cut     –       cut
slow                 late    late   late    late     late  late    –       late
content_rejected     400     ×      ×       ×        ×     ×       –       ×
media_rejected       later   later  ×       ×        ×     ×       ×       failed
duplicate            later   ×      ×       ×        ×     ×       –       ×
quota_exceeded       403     403    –       –        –     –       –       –
token_expired        401     401    400     401      401   401     –       401
token_revoked        401     401    400     401      401   401     –       401
processing_failed    –       –      ×       ×        ×     ×       ×       failed`,
  // Of a message that was accepted the webhook tells whether it arrives: a server that fails has sent it all the same.
  whatsapp: `
                     publish upload refresh identity find  metrics comment status
server_error         500     500    –       500      500   500     –       –
rate_limited         400     400    –       400      400   400     –       –
refused_connection   refused refused –      refused  refused refused –     –
lost_response        cut     cut    –       cut      cut   cut     –       –
lost_request         cut     cut    –       cut      cut   cut     –       –
slow                 late    late   –       late     late  late    –       –
content_rejected     400     ×      ×       ×        ×     ×       –       ×
media_rejected       later   400    ×       ×        ×     ×       ×       –
duplicate            –       ×      ×       ×        ×     ×       –       ×
quota_exceeded       400     –      –       –        –     –       –       –
token_expired        401     401    –       401      401   401     –       –
token_revoked        401     401    –       401      401   401     –       –
processing_failed    later   –      ×       ×        ×     ×       ×       –`,
  // Refusals of what is written come with HTTP 200. The storage, where files go, knows neither tokens nor their limits
  // in its own words, and what fails in processing never shows up.
  reddit: `
                     publish     upload refresh identity find  metrics comment       status
server_error         503         503    503     503      503   503     503           –
rate_limited         RATELIMIT   503    429     429      429   429     RATELIMIT     –
refused_connection   refused     refused refused refused refused refused refused     –
lost_response        cut         cut    cut     cut      cut   cut     cut           –
lost_request         cut         cut    cut     cut      cut   cut     cut           –
slow                 late        late   late    late     late  late    late          –
content_rejected     400         ×      ×       ×        ×     ×       THREAD_LOCKED ×
media_rejected       –           400    ×       ×        ×     ×       ×             –
duplicate            ALREADY_SUB ×      ×       ×        ×     ×       –             ×
quota_exceeded       QUOTA_FILLED –     –       –        –     –       QUOTA_FILLED  –
token_expired        401         –      400     401      401   401     401           –
token_revoked        401         –      400     401      401   401     401           –
processing_failed    –           later  ×       ×        ×     ×       ×             –`,
  // What is wrong with a video is said of its status. The last bytes make it; here an upload is what begins one.
  youtube: `
                     publish upload refresh identity find  metrics comment status
server_error         503     503    500     503      503   503     503     503
rate_limited         429     429    429     429      429   429     429     429
refused_connection   refused refused refused refused refused refused refused refused
lost_response        cut     cut    cut     cut      cut   cut     cut     cut
lost_request         cut     cut    cut     cut      cut   cut     cut     cut
slow                 late    late   late    late     late  late    late    late
content_rejected     later   ×      ×       ×        ×     ×       400     ×
media_rejected       later   later  ×       ×        ×     ×       ×       –
duplicate            later   ×      ×       ×        ×     ×       –       ×
quota_exceeded       403     403    –       403      403   403     403     403
token_expired        401     401    400     401      401   401     401     401
token_revoked        401     401    400     401      401   401     401     401
processing_failed    –       –      ×       ×        ×     ×       ×       failed`,
  // Refusals are 400 whatever they say. What is wrong with a film is said of its status; here it is a photo that is sent.
  facebook: `
                     publish upload refresh identity find  metrics comment status
server_error         500     500    500     500      500   500     500     500
rate_limited         400     400    400     400      400   400     400     400
refused_connection   refused refused refused refused refused refused refused refused
lost_response        cut     cut    cut     cut      cut   cut     cut     cut
lost_request         cut     cut    cut     cut      cut   cut     cut     cut
slow                 late    late   late    late     late  late    late    late
content_rejected     400     ×      ×       ×        ×     ×       400     ×
media_rejected       –       400    ×       ×        ×     ×       ×       failed
duplicate            400     ×      ×       ×        ×     ×       400     ×
quota_exceeded       400     –      –       –        –     –       –       –
token_expired        400     400    400     400      400   400     400     400
token_revoked        400     400    400     400      400   400     400     400
processing_failed    –       –      ×       ×        ×     ×       ×       failed`,
  // Everything is a container first, as at Threads. What is wrong with a picture is said while its container is made.
  instagram: `
                     publish upload refresh identity find  metrics comment status
server_error         500     500    500     500      500   500     500     500
rate_limited         400     400    400     400      400   400     400     400
refused_connection   refused refused refused refused refused refused refused refused
lost_response        cut     cut    cut     cut      cut   cut     cut     cut
lost_request         cut     cut    cut     cut      cut   cut     cut     cut
slow                 late    late   late    late     late  late    late    late
content_rejected     400     ×      ×       ×        ×     ×       400     ×
media_rejected       –       400    ×       ×        ×     ×       ×       failed
duplicate            400     ×      ×       ×        ×     ×       400     ×
quota_exceeded       400     –      –       –        –     –       –       –
token_expired        401     401    401     401      401   401     401     401
token_revoked        401     401    401     401      401   401     401     401
processing_failed    –       –      ×       ×        ×     ×       ×       failed`,
  // A review that ends badly is told of the post's state. What is posted here has no photo.
  googlebusiness: `
                     publish upload refresh identity find  metrics comment status
server_error         503     –      500     503      503   503     –       503
rate_limited         429     –      429     429      429   429     –       429
refused_connection   refused –      refused refused  refused refused –     refused
lost_response        cut     –      cut     cut      cut   cut     –       cut
lost_request         cut     –      cut     cut      cut   cut     –       cut
slow                 late    –      late    late     late  late    –       late
content_rejected     400     ×      ×       ×        ×     ×       –       ×
media_rejected       –       –      ×       ×        ×     ×       ×       –
duplicate            –       ×      ×       ×        ×     ×       –       ×
quota_exceeded       429     –      –       –        –     –       –       –
token_expired        401     –      400     401      401   401     –       401
token_revoked        401     –      400     401      401   401     –       401
processing_failed    –       –      ×       ×        ×     ×       ×       failed`,
  // What is wrong with a file is said when it is posted. Nobody comments there, and no number of posts is too many; that
  // a post is already on its way comes with 200.
  snapchat: `
                     publish upload refresh identity find  metrics comment status
server_error         503     503    503     503      503   503     –       503
rate_limited         429     429    429     429      429   429     –       429
refused_connection   refused refused refused refused refused refused –     refused
lost_response        cut     cut    cut     cut      cut   cut     –       cut
lost_request         cut     cut    cut     cut      cut   cut     –       cut
slow                 late    late   late    late     late  late    –       late
content_rejected     400     ×      ×       ×        ×     ×       –       ×
media_rejected       400     later  ×       ×        ×     ×       ×       –
duplicate            failed  ×      ×       ×        ×     ×       –       ×
quota_exceeded       –       –      –       –        –     –       –       –
token_expired        401     401    400     401      401   401     –       401
token_revoked        401     401    400     401      401   401     –       401
processing_failed    –       later  ×       ×        ×     ×       ×       failed`,
}
