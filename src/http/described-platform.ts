import type { DescribedPlatform } from '../../contract/openapi/document.js'
import type { Connector } from '../connectors/connector.js'

/** A connector as the OpenAPI document tells of it. */
export function describedPlatform(connector: Connector): DescribedPlatform {
  const { slug, aliases = [], name, options, playlists, audio } = connector
  return {
    slug,
    aliases,
    name,
    options,
    serves: [
      ...(playlists === undefined ? [] : ['listPlaylists']),
      ...(audio === undefined ? [] : ['searchAudio']),
    ],
  }
}
