import { defineTexts } from '../../../texts/texts.js'

export const texts = defineTexts({
  en: {
    more: 'more',
    justNow: 'now',
    sound: 'Original sound',
    needsFile: 'A picture or video goes here',
    swipe: '{count} files, one after the other',
    firstComment: 'First comment',
    nothing: 'Your post, before it is out',
    nothingLead: 'Choose accounts, and you see here what the post looks like on each network.',
    networks: 'Networks',
    asOn: '{account} on {name}',
    unknown: 'Nobody has drawn this network yet.',
    about: 'Networks change how they look; take this as a close likeness.',
  },
  de: {
    more: 'mehr',
    justNow: 'jetzt',
    sound: 'Originalton',
    needsFile: 'Hierher kommt ein Bild oder Video',
    swipe: '{count} Dateien nacheinander',
    firstComment: 'Erster Kommentar',
    nothing: 'Dein Beitrag, bevor er erscheint',
    nothingLead: 'Wähle Konten, dann siehst du hier, wie der Beitrag auf jedem Netzwerk aussieht.',
    networks: 'Netzwerke',
    asOn: '{account} auf {name}',
    unknown: 'Dieses Netzwerk hat noch niemand gezeichnet.',
    about: 'Netzwerke ändern ihr Aussehen; nimm das als gute Annäherung.',
  },
})
