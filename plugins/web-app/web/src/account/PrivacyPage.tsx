import { AccountPage, Card } from "./AccountPage";
import { DeleteAccountCard } from "./DeleteAccountCard";
import { ExportCard } from "./ExportCard";
import classes from "./PrivacyPage.module.css";

export default function PrivacyPage() {
  const opted = (navigator as Navigator & { globalPrivacyControl?: boolean }).globalPrivacyControl === true;
  return (
    <AccountPage title="Privacy" lead="What this site knows of you is yours: to look at, to take along, and to take away.">
      <ExportCard />
      <Card title="Not being counted" lead="This site sends nothing about you to anybody else.">
        <div className={classes.text}>
          <p>
            Some browsers can tell every site not to use what you do for statistics (Global Privacy Control, the header Sec-GPC). This
            site obeys it: what you hear and open is then in no analytics.
          </p>
          <p>
            <strong>{opted ? "Your browser asks for this, and it is done." : "Your browser does not ask for this."}</strong>{" "}
            {!opted && "Firefox has it in its privacy settings; for others there are extensions."}
          </p>
        </div>
      </Card>
      <DeleteAccountCard />
    </AccountPage>
  );
}
