import { defineTexts } from '../../texts/texts.js'

export const texts = defineTexts({
  en: {
    invitation: 'Welcome to VoxBurst',
    invitationLead: 'Choose a password, and you are in.',
    reset: 'Choose a new password',
    resetLead: 'All your other sessions end with it.',
    name: 'Your name',
    nameHint: 'What the others call you here. You can leave it out.',
    password: 'Password',
    passwordHint: 'Eight characters or more',
    set: 'Set password',
    isSet: 'Your password is set. Sign in as {email} from now on.',
    toSignIn: 'To sign-in',
  },
  de: {
    invitation: 'Willkommen bei VoxBurst',
    invitationLead: 'Wähle ein Passwort, und du bist drin.',
    reset: 'Wähle ein neues Passwort',
    resetLead: 'Alle deine anderen Sitzungen enden damit.',
    name: 'Dein Name',
    nameHint: 'So nennen dich hier die anderen. Du kannst ihn weglassen.',
    password: 'Passwort',
    passwordHint: 'Acht Zeichen oder mehr',
    set: 'Passwort festlegen',
    isSet: 'Dein Passwort steht. Melde dich ab jetzt als {email} an.',
    toSignIn: 'Zur Anmeldung',
  },
})
