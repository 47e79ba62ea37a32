import { calendarDate } from "@/format/time";
import { useUser } from "@/session/useUser";
import { AccountPage, Card } from "./AccountPage";
import { EmailForm } from "./EmailForm";
import { EmailState } from "./EmailState";
import { Facts } from "./Facts";

export default function ProfilePage() {
  const user = useUser();
  return (
    <AccountPage title="Your account">
      <Card title="Profile">
        <Facts
          facts={[
            ["Username", user.username],
            ["Role", user.role],
            ["Here since", calendarDate(user.created_at)],
          ]}
        />
      </Card>
      <Card title="E-mail" aside={<EmailState user={user} />} lead="For signing in, and for messages about your account. Others do not see it.">
        <EmailForm user={user} />
      </Card>
    </AccountPage>
  );
}
