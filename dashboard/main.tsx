import './styles/tokens.css'
import './styles/base.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api.js'
import { router } from './router.js'
import { begin, onOtherTab, pageOfOurs } from './session.js'
import { applyTheme } from './shell/theme.js'
import { TextsProvider } from './texts/texts.js'

applyTheme()
onOtherTab((told) => {
  const { pathname, href, search } = router.state.location
  if (told === 'signed in') {
    // Where nobody could be asked, the page says so by itself.
    const begun = begin(false).then(async () => {
      if (pathname === '/sign-in') await router.navigate({ to: pageOfOurs(search.next) })
    })
    void begun.catch(() => undefined)
  } else if (pathname !== '/sign-in') {
    queryClient.clear()
    void router.navigate({ to: '/sign-in', search: pathname === '/' ? {} : { next: href } })
  }
})

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <TextsProvider>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </TextsProvider>
  </StrictMode>,
)
