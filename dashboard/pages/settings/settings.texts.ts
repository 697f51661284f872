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
    recurrences: 'Repeating posts',
    hashtagSets: 'Hashtag sets',
    data: 'Import and export',
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
    recurrences: 'Wiederkehrendes',
    hashtagSets: 'Hashtags',
    data: 'Import und Export',
    auditLog: 'Protokoll',
  },
})
