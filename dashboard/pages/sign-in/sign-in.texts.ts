import { defineTexts } from '../../texts/texts.js'

export const texts = defineTexts({
  en: {
    title: 'Sign in',
    email: 'E-mail',
    password: 'Password',
    signIn: 'Sign in',
    with: 'Sign in with {name}',
    or: 'or',
    forgot: 'Forgot your password?',
    forgotTitle: 'A new password',
    forgotLead: 'We send you a link that lets you choose a new password.',
    send: 'Send the link',
    sent: 'If there is an account with this address, the link is on its way.',
    noMail:
      'This server sends no mail. Ask its operator to run <code>npm run reset-owner</code>, or an owner to invite you again.',
    back: 'Back to sign-in',
    firstTime: 'First time here?',
    firstHint: 'The server printed the owner’s e-mail and password when it started for the first time.',
  },
  de: {
    title: 'Anmelden',
    email: 'E-Mail',
    password: 'Passwort',
    signIn: 'Anmelden',
    with: 'Mit {name} anmelden',
    or: 'oder',
    forgot: 'Passwort vergessen?',
    forgotTitle: 'Ein neues Passwort',
    forgotLead: 'Wir schicken dir einen Link, mit dem du ein neues Passwort wählst.',
    send: 'Link schicken',
    sent: 'Falls es ein Konto mit dieser Adresse gibt, ist der Link unterwegs.',
    noMail:
      'Dieser Server verschickt keine E-Mails. Bitte den Betreiber, <code>npm run reset-owner</code> auszuführen, oder jemanden mit Eigentümerrolle, dich neu einzuladen.',
    back: 'Zurück zur Anmeldung',
    firstTime: 'Zum ersten Mal hier?',
    firstHint: 'Beim ersten Start hat der Server E-Mail und Passwort des Eigentümers ausgegeben.',
  },
})
