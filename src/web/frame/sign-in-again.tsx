import { useSay } from '../language/language.tsx';
import { SignInForm } from '../pages/sign-in/sign-in-form.tsx';
import { Dialog } from '../parts/dialog.tsx';

/** Over the page that was open when the session ended: what is behind it stays, and what was typed into it too. */
export default function SignInAgain() {
  const say = useSay();
  return (
    <Dialog title={say('web.signIn')} isOpen onClose={() => {}}>
      <p>{say('web.signInAgain')}</p>
      <SignInForm />
    </Dialog>
  );
}
