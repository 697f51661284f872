import { defineTexts } from '../../texts/texts.js'

export const texts = defineTexts({
  en: {
    title: 'Settings',
    general: 'Workspace',
    profile: 'Profile',
    members: 'Members',
    apiKeys: 'API keys',
    workflows: 'Approval workflows',
    queue: 'Queue slots',
    auditLog: 'Audit log',
  },
  de: {
    title: 'Einstellungen',
    general: 'Arbeitsbereich',
    profile: 'Profil',
    members: 'Mitglieder',
    apiKeys: 'API-Schlüssel',
    workflows: 'Freigabeabläufe',
    queue: 'Warteschlange',
    auditLog: 'Protokoll',
  },
})
