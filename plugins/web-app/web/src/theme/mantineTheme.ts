import { createTheme, type MantineColorsTuple } from "@mantine/core";
import classes from "./components.module.css";

// The steps only matter to Mantine's contrast arithmetic; what is seen comes from mantine.css.
const amber: MantineColorsTuple = [
  "#fff6e6",
  "#ffe9c7",
  "#ffd696",
  "#ffc463",
  "#ffb23e",
  "#f9a01f",
  "#d98412",
  "#b0660a",
  "#8c4a00",
  "#5e3200",
];

const field = { input: classes.input, label: classes.label };

export const theme = createTheme({
  primaryColor: "amber",
  primaryShade: 4,
  colors: { amber },
  autoContrast: true,
  luminanceThreshold: 0.3,
  black: "#211703",
  fontFamily: "var(--v-font-text)",
  headings: { fontFamily: "var(--v-font-display)", fontWeight: "700" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  // By name and not by `Button.extend(...)`: that would put every one of them into the first download.
  components: {
    Button: { classNames: { root: classes.button } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" }, classNames: { root: classes.actionIcon } },
    TextInput: { defaultProps: { size: "md" }, classNames: field },
    Textarea: { classNames: field },
    PasswordInput: { defaultProps: { size: "md" }, classNames: field },
    NativeSelect: { defaultProps: { size: "md" }, classNames: field },
    Radio: { classNames: { radio: classes.tickBox } },
    Checkbox: { defaultProps: { size: "md" }, classNames: { input: classes.tickBox } },
    Skeleton: { classNames: { root: classes.skeleton } },
  },
});
