import { roles, type Role } from '../../../contract/roles.js'
import { defineTexts, useTexts } from '../../texts/texts.js'

const texts = defineTexts({
  en: {
    owner: 'Owner',
    admin: 'Admin',
    editor: 'Editor',
    approver: 'Approver',
    viewer: 'Viewer',
    ownerHint: 'Everything, and the workspace itself',
    adminHint: 'Everything but owners, plan and networks',
    editorHint: 'Writes, plans and publishes posts',
    approverHint: 'Approves posts, reads the rest',
    viewerHint: 'Reads everything, changes nothing',
  },
  de: {
    owner: 'Eigentümer',
    admin: 'Admin',
    editor: 'Redaktion',
    approver: 'Freigabe',
    viewer: 'Lesen',
    ownerHint: 'Alles, auch den Arbeitsbereich selbst',
    adminHint: 'Alles außer Eigentümern, Tarif und Netzwerken',
    editorHint: 'Schreibt, plant und veröffentlicht Beiträge',
    approverHint: 'Gibt Beiträge frei, liest den Rest',
    viewerHint: 'Liest alles, ändert nichts',
  },
})

/** What a role is called. */
export function useRoleName(): (role: string) => string {
  const t = useTexts(texts)
  return (role) => (isRole(role) ? t(role) : role)
}

/** The roles to choose from, each with what it may do. */
export function useRoleOptions(): { value: Role; label: string; hint: string }[] {
  const t = useTexts(texts)
  return roles.map((role) => ({ value: role, label: t(role), hint: t(`${role}Hint`) }))
}

function isRole(role: string): role is Role {
  return (roles as readonly string[]).includes(role)
}
