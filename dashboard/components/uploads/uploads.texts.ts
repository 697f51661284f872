import { defineTexts } from '../../texts/texts.js'

export const texts = defineTexts({
  en: {
    typeRefused: 'This kind of file cannot be uploaded. Use JPEG, PNG, WebP, GIF, MP4, MOV, WebM or PDF.',
    tooLarge: 'This file is too large. Up to {max} MB are possible.',
    uploading: 'Uploading {name}',
    processing: 'Looking into it',
    retry: 'Upload {name} again',
    cancel: 'Cancel the upload of {name}',
    dismiss: 'Take {name} off the list',
  },
  de: {
    typeRefused:
      'Dateien dieser Art können nicht hochgeladen werden. Nimm JPEG, PNG, WebP, GIF, MP4, MOV, WebM oder PDF.',
    tooLarge: 'Diese Datei ist zu groß. Bis zu {max} MB sind möglich.',
    uploading: '{name} wird hochgeladen',
    processing: 'Wird geprüft',
    retry: '{name} noch einmal hochladen',
    cancel: 'Hochladen von {name} abbrechen',
    dismiss: '{name} aus der Liste nehmen',
  },
})
