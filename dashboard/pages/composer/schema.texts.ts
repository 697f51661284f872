import { defineTexts } from '../../texts/texts.js'

export const texts = defineTexts({
  en: {
    unset: 'As usual',
    yes: 'Yes',
    no: 'No',
    add: 'Add {name}',
    remove: 'Remove {name}',
    item: '{name} {number}',
  },
  de: {
    unset: 'Wie üblich',
    yes: 'Ja',
    no: 'Nein',
    add: '{name} hinzufügen',
    remove: '{name} entfernen',
    item: '{name} {number}',
  },
})
