import * as all from '../../src/connectors/all.js'
import type { Connector } from '../../src/connectors/connector.js'

/** The connectors themselves, without the server around them. */
export const connectors: readonly Connector[] = Object.values(all)
