import type { ErrorCode, TargetErrorCode } from '../../contract/errors.js'
import type { FindingCode, SignalCode, TargetWarningCode } from '../../contract/finding-codes.js'
import { useCallback } from 'react'
import { useLanguage, type Language } from './texts.js'

type Code = ErrorCode | TargetErrorCode | FindingCode | TargetWarningCode | SignalCode
type Details = Readonly<Record<string, unknown>>

/**
 * What each code of the server means, in German. In English the server's own words say it; they follow here too, because
 * they name what is concerned, and may be the network's. A code that lacks its text does not compile.
 */
const german: Readonly<Record<Code, string>> = {
  VALIDATION_ERROR: 'Eine Angabe passt noch nicht.',
  BAD_REQUEST: 'Die Anfrage ist so nicht zu verstehen.',
  INVALID_DATE: 'Ein Datum ist nicht lesbar.',
  INVALID_PARAM: 'Der Link oder der Code gilt nicht, oder nicht mehr.',
  INVALID_PAGE_ID: 'Diese Seite ist mit dem Konto nicht erreichbar.',
  PAGE_SELECTION_NOT_SUPPORTED: 'Bei dieser Art von Konto gibt es keine Seiten zur Auswahl.',
  ACCOUNT_PAGE_MISMATCH: 'Die Seite gehört zu einem anderen Konto.',
  DESTINATIONS_NOT_LOADED: 'Die Seiten werden noch gelesen. Versuch es gleich noch einmal.',
  PAGE_NOT_SELECTED: 'Wähle für das Konto erst eine Seite aus.',
  ACCOUNT_TYPE_NOT_SUPPORTED: 'Mit dieser Art von Konto lässt das Netzwerk keine Beiträge zu.',
  IDEMPOTENCY_INVALID_KEY: 'Der Idempotency-Key hat ungültige Zeichen oder eine ungültige Länge.',
  CONTENT_TOO_LONG: 'Der Text ist länger, als das Netzwerk erlaubt.',
  MEDIA_REQUIRED: 'Ein Netzwerk braucht ein Bild oder ein Video.',
  CONTENT_TYPE_REQUIRED: 'Wähle, was für ein Beitrag es werden soll.',
  CONTENT_TYPE_NOT_SUPPORTED: 'Diese Art von Beitrag gibt es bei einem der Netzwerke nicht.',
  ACCOUNT_NOT_FOUND: 'Ein Konto gibt es in diesem Arbeitsbereich nicht.',
  UNAUTHORIZED: 'Die Anmeldung gilt nicht, oder nicht mehr.',
  PLAN_LIMIT_EXCEEDED: 'Der Tarif lässt kein weiteres Konto zu.',
  LIMIT_EXCEEDED: 'Eine Grenze des Tarifs ist erreicht.',
  PLAN_REQUIRED: 'Das gibt es in einem höheren Tarif.',
  FORBIDDEN: 'Deine Rolle erlaubt das nicht.',
  PLATFORM_RESTRICTED: 'Der Arbeitsbereich lässt dieses Netzwerk nicht zu.',
  NOT_AUTHORIZED: 'Diesen Schritt gibt jemand anderes frei.',
  NOT_FOUND: 'Das gibt es hier nicht, oder nicht mehr.',
  METHOD_NOT_ALLOWED: 'Das wird hier nicht angeboten.',
  CONFLICT: 'So, wie es jetzt steht, geht das nicht.',
  NO_PENDING_STEP: 'Für diesen Beitrag wartet keine Freigabe auf eine Entscheidung.',
  PERSONA_IN_USE: 'Beiträge verwenden diese Persona noch.',
  ALREADY_IN_APPROVAL: 'Der Beitrag wartet schon auf seine Freigabe.',
  IDEMPOTENCY_CONFLICT: 'Derselbe Idempotency-Key wurde schon für etwas anderes verwendet.',
  IDEMPOTENCY_IN_PROGRESS: 'Das wird gerade schon getan.',
  PAYLOAD_TOO_LARGE: 'Das ist zu groß.',
  UNSUPPORTED_MEDIA_TYPE: 'Dieses Format wird hier nicht angenommen.',
  UNPROCESSABLE_ENTITY: 'Eine Angabe überschreitet eine Grenze.',
  RATE_LIMITED: 'Das waren zu viele Anfragen. Warte etwas und versuch es noch einmal.',
  INTERNAL_ERROR: 'Da ist uns ein Fehler passiert. Versuch es noch einmal.',
  GRAPH_API_ERROR: 'Das Netzwerk hat mit einem Fehler geantwortet.',
  FEATURE_DISABLED: 'Das ist auf diesem Server ausgeschaltet.',
  SERVICE_UNAVAILABLE: 'Ein Teil, den es dafür braucht, antwortet nicht. Versuch es gleich noch einmal.',
  PUBLISH_ERROR: 'Das Netzwerk hat den Beitrag abgelehnt.',
  CONTENT_REJECTED: 'Das Netzwerk nimmt diesen Text nicht an.',
  DUPLICATE_CONTENT: 'Das Netzwerk sagt, dass dasselbe gerade erst erschienen ist.',
  MEDIA_REJECTED: 'Das Netzwerk nimmt eine Datei nicht an.',
  ASPECT_RATIO_INVALID: 'Ein Bild ist zu breit oder zu hoch.',
  PARTIAL_THREAD: 'Der Thread brach mittendrin ab. Ein neuer Versuch geht nach dem letzten Teil weiter.',
  PARTIAL_DELIVERY: 'Nicht alle haben die Nachricht bekommen. Ein neuer Versuch geht nur an sie.',
  NOTHING_TO_PUBLISH: 'Für kein Konto blieb etwas zu veröffentlichen.',
  ACCOUNT_DISCONNECTED: 'Das Netzwerk lässt uns nicht mehr in das Konto. Verbinde es neu.',
  ACCOUNT_SUSPENDED: 'Das Netzwerk hat das Konto gesperrt.',
  PERMISSION_DENIED: 'Das Konto erlaubt das nicht. Verbinde es neu, mit allen Berechtigungen.',
  QUOTA_EXCEEDED: 'Das Kontingent beim Netzwerk ist aufgebraucht.',
  PLATFORM_UNAVAILABLE: 'Das Netzwerk war nicht erreichbar. Erschienen ist nichts.',
  PROCESSING_FAILED: 'Das Netzwerk konnte eine Datei nicht verarbeiten.',
  OUTCOME_UNKNOWN:
    'Die Antwort ging verloren, und nichts sagt, ob der Beitrag erschienen ist. Sieh beim Netzwerk nach.',
  MISSED: 'Der Server war zu der Zeit aus, und jetzt ist es zu spät dafür.',
  CANCELLED: 'Jemand hat das Warten beendet.',
  ACCOUNT_NEEDS_RECONNECT: 'Verbinde das Konto neu, bevor der Beitrag fällig ist.',
  ALREADY_OUT: 'Der Beitrag ist dort schon erschienen. Was du änderst, ändert ihn dort nicht.',
  ALREADY_PUBLISHED: 'Der Beitrag ist dort, wo er herkommt, schon erschienen.',
  ALT_TEXT_NOT_SUPPORTED: 'Der Alternativtext wird hier nicht gezeigt.',
  ALT_TEXT_TOO_LONG: 'Der Alternativtext ist zu lang.',
  APPROVAL_WITHDRAWN:
    'Weil sich etwas geändert hat, ist der Beitrag wieder ein Entwurf. Bitte neu um Freigabe.',
  ASPECT_RATIO_UNUSUAL: 'Dieses Seitenverhältnis ist hier unüblich.',
  ASPECT_RATIO_UNWISE: 'Bei diesem Seitenverhältnis wird das Bild nicht gut gezeigt.',
  CARD_WITH_MEDIA: 'Eine Linkkarte verdrängt die Dateien. Füge ein Bild an, oder keins.',
  CHARACTERS_NOT_ALLOWED: 'Ein Zeichen ist hier nicht erlaubt.',
  COMMENTS_CLOSED: 'Unter diesem Beitrag gibt es keine Kommentare.',
  COMMENT_INVALID: 'So nimmt das Netzwerk den Kommentar nicht an.',
  CONTENT_MIX_NOT_SUPPORTED: 'Das alles zusammen geht in einem Beitrag nicht.',
  CONTENT_REQUIRED: 'Hier fehlt der Text.',
  CONTENT_TYPE_IGNORED: 'Die gewählte Art passt nicht zum Inhalt. Es erscheint, was es ist.',
  CROPPED: 'Die Bilder haben verschiedene Formen und werden zugeschnitten.',
  DIMENSIONS_INVALID: 'Breite und Höhe passen hier nicht.',
  DURATION_INVALID: 'Das Video ist zu kurz oder zu lang.',
  EVENT_REQUIRED: 'Dafür fehlt die Veranstaltung mit ihrer Zeit.',
  FAILED_BEFORE: 'Der Beitrag ist dort, wo er herkommt, gescheitert, und hier ein Entwurf.',
  FILE_TOO_SMALL: 'Die Datei ist zu klein.',
  FIRST_COMMENT_NOT_SUPPORTED: 'Einen ersten Kommentar gibt es hier nicht.',
  FRAME_RATE_INVALID: 'Das Video hat zu wenige oder zu viele Bilder in der Sekunde.',
  GIF_STANDS_STILL: 'Das GIF bewegt sich hier nicht.',
  HASHTAGS_IGNORED: 'Nicht jeder Hashtag zählt hier.',
  IMAGE_SMALL: 'Das Bild ist klein und sieht hier unscharf aus.',
  IMPORTED_BEFORE: 'Dasselbe wurde schon einmal importiert.',
  LINK_UNWISE: 'Mit diesem Link wird der Beitrag nicht gut gezeigt.',
  MEDIA_CODEC_NOT_SUPPORTED: 'So kodierte Videos nimmt das Netzwerk nicht an.',
  MEDIA_MIX_NOT_SUPPORTED: 'Diese Dateien gehen in einem Beitrag nicht zusammen.',
  MEDIA_NOT_FOUND: 'Eine Datei gibt es in diesem Arbeitsbereich nicht.',
  MEDIA_NOT_PROBED: 'In die Datei hat noch niemand gesehen. Größe und Art werden später geprüft.',
  MEDIA_NOT_READY: 'Eine Datei ist noch nicht bereit.',
  MEDIA_TOO_LARGE: 'Die Datei ist zu groß.',
  MEDIA_TOO_SMALL: 'Die Datei ist zu klein.',
  MEDIA_TYPE_NOT_SUPPORTED: 'Diese Art von Datei nimmt das Netzwerk nicht an.',
  MEDIA_USED_AS_COVER: 'Das Bild wird zum Titelbild des Videos.',
  NO_HASHTAGS: 'Mit einem oder zwei Hashtags sehen den Beitrag meist mehr Leute.',
  OPTION_INVALID: 'Diese Einstellung passt noch nicht.',
  OPTION_NOT_AVAILABLE: 'Diese Einstellung gibt es bei diesem Konto nicht.',
  OPTION_WITH_MEDIA: 'Diese Einstellung geht nicht zusammen mit Dateien.',
  OPTIONS_NOT_TOGETHER: 'Diese Einstellungen gehen nicht zusammen.',
  OVERDUE_HELD:
    'Der Beitrag wurde fällig, als der Server aus war, und wartet auf dich. Veröffentliche ihn, verlege ihn oder brich ihn ab.',
  PARAMETER_INVALID: 'Ein Platzhalter der Vorlage ist so nicht erlaubt.',
  PHONE_NUMBER_IN_TEXT: 'Mit einer Telefonnummer im Text wird der Beitrag abgelehnt.',
  POLL_INVALID: 'Die Umfrage passt so noch nicht.',
  POLL_WITH_MEDIA: 'Eine Umfrage geht nicht zusammen mit Dateien.',
  PRIVACY_NOT_CHOSEN: 'Wähle selbst, wer den Beitrag sieht.',
  QUOTA_SHORT: 'Was schon geplant ist, braucht das Kontingent beim Netzwerk vor diesem Beitrag auf.',
  REACHES_RECENT_WRITERS_ONLY: 'Das erreicht nur, wer dir vor Kurzem geschrieben hat.',
  RECIPIENTS_REQUIRED: 'Wähle, wer die Nachricht bekommt.',
  SETTING_IGNORED: 'Diese Angabe bewirkt hier nichts.',
  SETTING_NOT_MOVED: 'Eine Einstellung aus dem anderen System gibt es hier nicht.',
  SETTINGS_CONTRADICT: 'Diese Einstellungen widersprechen sich.',
  SPOILER_INVALID: 'Eine verdeckte Stelle passt nicht zum Text.',
  TAGS_TOO_LONG: 'Die Schlagwörter sind zusammen zu lang.',
  TEXT_IGNORED: 'Der Text wird hier nicht gezeigt.',
  TEXT_NOT_SENT: 'Der Text wird nicht gesendet.',
  TEXT_NOT_SHOWN: 'Der Text wird hier nicht gezeigt.',
  THREAD_NOT_SUPPORTED: 'Threads gibt es hier nicht. Der erste Teil erscheint allein.',
  THREAD_TOO_LONG: 'Der Thread hat zu viele Teile.',
  TIME_IS_OVER: 'Die Zeit ist vorbei. Der Beitrag ist ein Entwurf.',
  TITLE_FROM_TEXT: 'Die erste Zeile des Textes wird zum Titel.',
  TITLE_REQUIRED: 'Hier fehlt ein Titel.',
  TITLE_SHORTENED: 'Die erste Zeile des Textes wird zum Titel und gekürzt.',
  TOO_MANY_CASHTAGS: 'Das sind zu viele Cashtags.',
  TOO_MANY_HASHTAGS: 'Das sind zu viele Hashtags.',
  TOO_MANY_LINKS: 'Das sind zu viele Links.',
  TOO_MANY_MEDIA: 'Das sind zu viele Dateien.',
  TOO_MANY_MENTIONS: 'Das sind zu viele Erwähnungen.',
  UNKNOWN_FIELD: 'Eine Angabe ist hier nicht bekannt und bleibt weg.',
  ACCOUNT_WAITS:
    'Das Netzwerk hat noch nicht gesagt, was aus einem anderen Beitrag dieses Kontos wurde. Danach geht dieser hinaus.',
  CAPTIONS_FAILED: 'Das Video ist erschienen, aber ohne seine Untertitel.',
  DELIVERY_FAILED: 'Das Netzwerk hat die Nachricht angenommen, aber nicht allen zugestellt.',
  FIRST_COMMENT_FAILED: 'Der Beitrag ist erschienen, aber ohne seinen ersten Kommentar.',
  IN_REVIEW: 'Das Netzwerk prüft den Beitrag noch.',
  MADE_FOR_KIDS: 'Das Netzwerk hat das Video als „für Kinder“ eingestuft.',
  PLAYLIST_FAILED: 'Das Video ist erschienen, aber nicht in der Playlist.',
  PRIVACY_CHANGED: 'Den Beitrag sehen andere, als du gewählt hast.',
  PUBLISHED_TWICE:
    'Das ist zweimal erschienen, weil eine Antwort spät kam. Lösche eins von beiden beim Netzwerk.',
  THUMBNAIL_FAILED: 'Das Video ist erschienen, aber ohne sein Vorschaubild.',
  UNDER_REVIEW: 'Das Netzwerk prüft den Beitrag noch.',
  ACCOUNT_NOT_ACTIVE: 'Das Konto ist nicht verbunden. Ein Beitrag würde scheitern. Verbinde es neu.',
  ACCESS_ENDED: 'Der Zugang zum Konto endet vor dem Beitrag. Verbinde es bis dahin neu.',
  ACCESS_ENDS: 'Der Zugang zum Konto endet bald. Verbinde es neu.',
  QUOTA_NEARLY_USED: 'Mit diesem Beitrag ist das Kontingent beim Netzwerk fast aufgebraucht.',
  REFUSED_IN_A_ROW: 'Die letzten Beiträge auf diesem Konto sind alle gescheitert.',
  REFUSED_LATELY: 'Mehrere der letzten Beiträge auf diesem Konto sind gescheitert.',
  SAME_WITHIN_A_DAY:
    'Dasselbe erscheint auf diesem Konto innerhalb eines Tages. Netzwerke lehnen Wiederholungen ab oder verstecken sie. Ändere den Text.',
  SAME_LATELY: 'Dasselbe erscheint auf diesem Konto innerhalb einer Woche. Ändere besser den Text.',
  CLOSE_TO_ANOTHER:
    'Ein anderer Beitrag dieses Kontos erscheint kurz davor oder danach. Lass mehr Zeit dazwischen.',
  WEAK_HOUR: 'Zu dieser Stunde finden Beiträge dieses Kontos weniger Beachtung als sonst.',
}

type Sentence = (details: Details) => string | null

/** A sentence with two numbers of the details, what is and what is allowed. */
function counted(is: string, allowed: string, say: (is: number, allowed: number) => string): Sentence {
  return ({ [is]: one, [allowed]: other }) =>
    typeof one === 'number' && typeof other === 'number' ? say(one, other) : null
}

function tooMany(what: string): Sentence {
  return counted(
    'actualItems',
    'maxItems',
    (is, most) => `Zu viele ${what}: ${shown(is)} statt höchstens ${shown(most)}.`,
  )
}

const tooLong = counted(
  'actualLength',
  'maxLength',
  (is, most) => `Zu lang: ${shown(is)} statt höchstens ${shown(most)}.`,
)

/** Where the details say all that the server's words do, these stand alone. */
const exact: Readonly<Partial<Record<Code, Sentence>>> = {
  CONTENT_TOO_LONG: tooLong,
  ALT_TEXT_TOO_LONG: tooLong,
  TAGS_TOO_LONG: tooLong,
  TOO_MANY_MEDIA: tooMany('Dateien'),
  TOO_MANY_HASHTAGS: tooMany('Hashtags'),
  TOO_MANY_MENTIONS: tooMany('Erwähnungen'),
  MEDIA_TOO_LARGE: counted(
    'actualBytes',
    'maxBytes',
    (is, most) => `Die Datei hat ${shown(is / 1e6)} MB statt höchstens ${shown(most / 1e6)} MB.`,
  ),
  MEDIA_TOO_SMALL: counted(
    'actualBytes',
    'minBytes',
    (is, least) => `Die Datei hat ${shown(is / 1e6)} MB statt mindestens ${shown(least / 1e6)} MB.`,
  ),
}

/** With every digit: two numbers that differ must not look the same. */
function shown(number: number): string {
  return number.toLocaleString('de', { maximumFractionDigits: 6 })
}

type Said = { code: string; message: string; details?: Details | undefined }

/** What the server answered, found or warned of, or what became of a target, in a language. */
export function reasonIn(language: Language, { code, message, details = {} }: Said): string {
  if (language !== 'de' || !isKnown(code)) return message
  return exact[code]?.(details) ?? `${german[code]} (${message})`
}

function isKnown(code: string): code is Code {
  return code in german
}

/** Says it in the reader's language. */
export function useReason(): (said: Said) => string {
  const { language } = useLanguage()
  return useCallback((said) => reasonIn(language, said), [language])
}
