import type { ErrorCode, TargetErrorCode } from '../../contract/errors.js'
import { useCallback } from 'react'
import { useLanguage } from './texts.js'

/**
 * What each code of the server means, in German. In English the server's own words say it; they follow here too, because
 * they name what is concerned, and may be the network's. A code that lacks its text does not compile.
 */
const german: Record<ErrorCode | TargetErrorCode, string> = {
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
}

/** Says what the server answered, or what became of a target, in the reader's language. */
export function useReason(): (error: { code: string; message: string }) => string {
  const { language } = useLanguage()
  return useCallback(
    ({ code, message }) =>
      language === 'de' && code in german ? `${german[code as keyof typeof german]} (${message})` : message,
    [language],
  )
}
