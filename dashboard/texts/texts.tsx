import { IntlMessageFormat } from 'intl-messageformat'
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components'

/** The languages of the dashboard, by what their speakers call them. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

type Catalogue<Key extends string> = Record<Language, Record<Key, string>>
type Values = Record<string, string | number | Date | null | undefined>
type Rich = Record<string, string | number | Date | null | undefined | ((parts: ReactNode) => ReactNode)>

/**
 * The texts of a page, in ICU message format. They stand beside the page; a key that one language lacks does not
 * compile.
 */
export function defineTexts<const Key extends string>(catalogue: {
  en: Record<Key, string>
  de: Record<NoInfer<Key>, string>
}): Catalogue<Key> {
  return catalogue
}

type Choice = { language: Language; choose: (language: Language) => void }
const LanguageChoice = createContext<Choice>({ language: 'en', choose: () => undefined })
const stored = 'voxburst.language'

export function TextsProvider({ children }: { children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState(firstLanguage)
  const choose = useCallback((next: Language) => {
    localStorage.setItem(stored, next)
    document.documentElement.lang = next
    setLanguage(next)
  }, [])
  const choice = useMemo(() => ({ language, choose }), [language, choose])
  return (
    <LanguageChoice value={choice}>
      <I18nProvider locale={language === 'en' ? englishOf(navigator.language) : language}>
        {children}
      </I18nProvider>
    </LanguageChoice>
  )
}

export function useLanguage(): Choice {
  return use(LanguageChoice)
}

/** Says the texts of a catalogue in the language that was chosen: `const t = useTexts(texts); t('title')`. */
export function useTexts<Key extends string>(
  catalogue: Catalogue<Key>,
): (key: Key, values?: Values) => string {
  const { language } = useLanguage()
  return useCallback(
    (key, values) => {
      const text = catalogue[language][key]
      return text.includes('{') || text.includes("'") ? String(parsed(text, language).format(values)) : text
    },
    [catalogue, language],
  )
}

/** A text with marks in it: `rich(texts, 'hint', { link: (parts) => <a href="/x">{parts}</a> })`. */
export function useRichTexts<Key extends string>(
  catalogue: Catalogue<Key>,
): (key: Key, values: Rich) => ReactNode {
  const { language } = useLanguage()
  return useCallback(
    (key, values) => {
      const parts = parsed(catalogue[language][key], language).format<ReactNode>(values as never)
      return Array.isArray(parts)
        ? parts.map((part, index) => <span key={index}>{part as ReactNode}</span>)
        : (parts as ReactNode)
    },
    [catalogue, language],
  )
}

const formats = new Map<string, IntlMessageFormat>()

function parsed(text: string, language: Language): IntlMessageFormat {
  const key = `${language}\0${text}`
  const known = formats.get(key) ?? new IntlMessageFormat(text, language)
  formats.set(key, known)
  return known
}

/** What was chosen before, else the first language of the browser that we speak. */
function firstLanguage(): Language {
  const wanted = [localStorage.getItem(stored) ?? '', ...navigator.languages]
  const found = wanted.map((each) => each.slice(0, 2)).find((each) => each in languages) ?? 'en'
  document.documentElement.lang = found
  return found as Language
}

/**
 * Dates as the reader's own English writes them; others read British dates, which are not ambiguous by month. Browsers
 * under a POSIX locale name ones that are none ("en-US@posix"), on which Intl throws.
 */
function englishOf(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale).find((each) => each.startsWith('en')) ?? 'en-GB'
  } catch {
    return 'en-GB'
  }
}
