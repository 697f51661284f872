import { command } from '../start-up/beside-server.js'
import { replaceFact } from '../store/instance.js'

// npm run confirm-address: this database publishes under the address of VOXBURST_PUBLIC_URL from now on.
await command(async (db, config) => {
  await replaceFact(db, 'livePublicUrl', config.publicUrl)
  return [`Live posts leave as ${config.publicUrl}. A running server begins within seconds.`]
})
