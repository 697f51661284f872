import { command } from '../start-up/beside-server.js'
import { StartFault } from '../start-up/fault.js'
import { replaceFact } from '../store/instance.js'

// npm run confirm-address: this database publishes under the address of VOXBURST_PUBLIC_URL from now on.
await command(async (db, config) => {
  if (config.mode !== 'live')
    throw new StartFault('Run it with the settings of the live server: VOXBURST_PLATFORMS is sandbox here.')
  await replaceFact(db, 'livePublicUrl', config.publicUrl)
  return [`Live posts leave as ${config.publicUrl}. A running server begins within seconds.`]
})
